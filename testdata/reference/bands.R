# Confidence and prediction bands, and calibration intervals, by R's own means.
# Debian package: r-base-core (R 4.2; data sets `cars` and `Puromycin` of package datasets).
# Run: Rscript testdata/reference/bands.R > testdata/reference/bands.toml

put <- function(name, values) {
  cat(sprintf("%s = [%s]\n", name, paste(sprintf("%.15g", values), collapse = ", ")))
}
put_bands <- function(fit, se, q, q_new, s2_new) {
  put("fit", fit)
  put("std_error", se)
  put("confidence_low", fit - q * se)
  put("confidence_high", fit + q * se)
  put("prediction_low", fit - q_new * sqrt(se^2 + s2_new))
  put("prediction_high", fit + q_new * sqrt(se^2 + s2_new))
}
cat("# Made by bands.R,", R.version.string, "\n")

# 1. A line: R's predict.lm itself. cars: Ezekiel (1930), Methods of Correlation Analysis.
line <- lm(dist ~ speed, cars)
at <- data.frame(speed = c(3, 15, 30))
for (case in list(c("line", 0.95), c("line_99", 0.99))) {
  level <- as.numeric(case[2])
  c_ <- predict(line, at, interval = "confidence", level = level, se.fit = TRUE)
  p_ <- predict(line, at, interval = "prediction", level = level)
  cat(sprintf("\n[%s]\nlevel = %g\n", case[1], level))
  put("at", at$speed)
  put("fit", c_$fit[, "fit"])
  put("std_error", c_$se.fit)
  put("confidence_low", c_$fit[, "lwr"])
  put("confidence_high", c_$fit[, "upr"])
  put("prediction_low", p_[, "lwr"])
  put("prediction_high", p_[, "upr"])
}

# The same with weights 1/speed, for the new observations as well.
weighted <- lm(dist ~ speed, cars, weights = 1 / speed)
c_ <- predict(weighted, at, interval = "confidence", se.fit = TRUE)
p_ <- predict(weighted, at, interval = "prediction", weights = 1 / at$speed)
cat("\n[line_weighted]\nlevel = 0.95\n")
put("at", at$speed)
put("fit", c_$fit[, "fit"])
put("std_error", c_$se.fit)
put("confidence_low", c_$fit[, "lwr"])
put("confidence_high", c_$fit[, "upr"])
put("prediction_low", p_[, "lwr"])
put("prediction_high", p_[, "upr"])

# 2. A curve: nls and the delta method. Puromycin: Treloar (1974), in Bates & Watts (1988), A1.3.
treated <- Puromycin[Puromycin$state == "treated", ]
curve <- nls(rate ~ Vm * conc / (K + conc), treated, start = list(Vm = 200, K = 0.1))
b <- coef(curve)
value <- function(x) b[["Vm"]] * x / (b[["K"]] + x)
gradient <- function(x) cbind(x / (b[["K"]] + x), -b[["Vm"]] * x / (b[["K"]] + x)^2)
# nls stops at 1e-5 of the residuals: Gauss-Newton steps to the last digit.
for (i in 1:30) b <- b + qr.coef(qr(gradient(treated$conc)), treated$rate - value(treated$conc))
nu <- df.residual(curve)
s <- sqrt(sum((treated$rate - value(treated$conc))^2) / nu)
V <- s^2 * solve(crossprod(gradient(treated$conc)))
stopifnot(max(abs(b / coef(curve) - 1)) < 1e-4, abs(s / sigma(curve) - 1) < 1e-8)
se <- function(x) { g <- gradient(x); sqrt(rowSums((g %*% V) * g)) }
x <- c(0.02, 0.1, 0.5, 1.1, 2)
q <- qt(0.975, nu)
cat("\n[curve]\nlevel = 0.95\n")
put("at", x)
put_bands(value(x), se(x), q, q, s^2)
# All at once: Scheffe's radius around the curve, Bonferroni's t for the five new observations.
cat("\n[curve_simultaneous]\nlevel = 0.95\n")
put("at", x)
put_bands(value(x), se(x), sqrt(2 * qf(0.95, 2, nu)), qt(1 - 0.025 / 5, nu), s^2)

# 3. From y back to x. The closed form for a line is Fieller's (Draper & Smith 1998, section 3.2).
d <- cars
n <- nrow(d); xbar <- mean(d$speed); sxx <- sum((d$speed - xbar)^2)
a0 <- coef(line)[[1]]; a1 <- coef(line)[[2]]; sl <- sigma(line); tl <- qt(0.975, n - 2)
fieller <- function(y, one_over_m) {
  x0 <- (y - a0) / a1
  g <- tl^2 * sl^2 / (a1^2 * sxx)
  centre <- xbar + (x0 - xbar) / (1 - g)
  half <- tl * sl / (a1 * (1 - g)) * sqrt((x0 - xbar)^2 / sxx + (1 - g) * (one_over_m + 1 / n))
  wald <- tl * sl / abs(a1) * sqrt(one_over_m + 1 / n + (x0 - xbar)^2 / sxx)
  c(x0, centre - half, centre + half, x0 - wald, x0 + wald)
}
for (case in list(c("line_one", 60, 1), c("line_five", 60, 0.2), c("line_mean", 60, 0))) {
  cat(sprintf("\n[invert_%s]\ny = %s\none_over_m = %s\n", case[1], case[2], case[3]))
  f <- fieller(as.numeric(case[2]), as.numeric(case[3]))
  put("x", f[1]); put("interval", f[2:3]); put("wald", f[4:5])
}
for (case in list(c("curve_one", 120, 1), c("curve_three", 120, 1 / 3), c("curve_mean", 60, 0))) {
  y <- as.numeric(case[2]); om <- as.numeric(case[3])
  x0 <- y * b[["K"]] / (b[["Vm"]] - y)
  outside <- function(x) (y - value(x))^2 - q^2 * (s^2 * om + se(x)^2)
  lo <- uniroot(outside, c(1e-6, x0), tol = 1e-14)$root
  hi <- uniroot(outside, c(x0, 3 * x0), tol = 1e-14)$root
  slope <- b[["Vm"]] * b[["K"]] / (b[["K"]] + x0)^2
  wald <- q * sqrt(s^2 * om + se(x0)^2) / slope
  cat(sprintf("\n[invert_%s]\ny = %s\none_over_m = %.15g\n", case[1], case[2], om))
  put("x", x0); put("interval", c(lo, hi)); put("wald", x0 + c(-wald, wald))
}
