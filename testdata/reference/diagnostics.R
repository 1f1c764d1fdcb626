# Reference values for the diagnostics of a fit. Run with R >= 4.2 and Debian's packages r-base-core,
# r-cran-lmtest, r-cran-car:  Rscript diagnostics.R > diagnostics.toml
# Data: cars and stackloss, Puromycin and BOD of R's package datasets (sources on their help pages), Misra1a of NIST.
suppressPackageStartupMessages({library(lmtest); library(car)})
v <- function(name, x) cat(name, " = [", paste(formatC(x, digits = 12, format = "g"), collapse = ", "), "]\n", sep = "")
cat("# Printed by diagnostics.R with ", R.version.string, ", lmtest ", format(packageVersion("lmtest")),
    ", car ", format(packageVersion("car")), ".\n", sep = "")

gamma_ratio <- function(std, fitted, p) { # likelihood ratio of variance ~ |fitted|^g against constant
  # of the logarithm where it has one sign, else exp(g z) with z the fitted values of variance 1
  z <- if (all(fitted > 0)) log(fitted) else (fitted - mean(fitted)) / sqrt(mean((fitted - mean(fitted))^2))
  g <- glm(std^2 ~ z, family = Gamma("log"), control = list(epsilon = 1e-14, maxit = 200))
  n <- length(std)
  lr <- (g$null.deviance - g$deviance) / 2 * (n - p - 1) / n
  c(lr, pchisq(lr, 1, lower.tail = FALSE), coef(g)[[2]])
}
linear <- function(name, m) {
  cat("\n[", name, "]\n", sep = "")
  v("response", model.response(model.frame(m)))
  v("design", as.vector(model.matrix(m)))
  v("leverage", hatvalues(m)); v("standardized", rstandard(m)); v("studentized", rstudent(m))
  v("cook", cooks.distance(m)); v("dfbeta", as.vector(-dfbeta(m)))
  d <- dwtest(m, exact = TRUE); v("durbin_watson", c(d$statistic, d$p.value))
  d <- dwtest(m, exact = FALSE); v("durbin_watson_normal", d$p.value)
  s <- shapiro.test(rstandard(m)); v("shapiro_wilk", c(s$statistic, s$p.value))
  o <- outlierTest(m, cutoff = Inf, n.max = 1)
  v("outlier", c(o$rstudent[[1]], min(1, o$p[[1]] * nobs(m))))
  v("scatter_trend", gamma_ratio(rstandard(m), fitted(m), m$rank))
}
linear("stackloss", lm(stack.loss ~ Air.Flow + Water.Temp + Acid.Conc., stackloss))
m <- lm(dist ~ speed, cars)
linear("cars", m)
a <- anova(m, lm(dist ~ factor(speed), cars))
v("lack_of_fit", c(a$F[2], a$`Pr(>F)`[2]))
w <- 1 / (1 + cars$speed)
m <- lm(dist ~ speed, cars, weights = w)
a <- anova(m, lm(dist ~ factor(speed), cars, weights = w))
v("lack_of_fit_weighted", c(a$F[2], a$`Pr(>F)`[2]))
v("standardized_weighted", rstandard(m)); v("cook_weighted", cooks.distance(m))

cat("\n[shapiro_wilk]\n")
for (n in c(3, 4, 5, 6, 11, 12, 50)) {
  x <- qexp(ppoints(n)); s <- shapiro.test(x)
  v(paste0("exponential_", n), c(x, s$statistic, s$p.value))
}
x <- qlogis(ppoints(2000)); s <- shapiro.test(x); v("logistic_2000", c(s$statistic, s$p.value))

nonlinear <- function(name, formula, data, start, column) {
  f <- nls(formula, data, start, control = nls.control(tol = 1e-8, warnOnly = TRUE))
  cat("\n[", name, "]\n", sep = "")
  b <- coef(f); e <- residuals(f); n <- length(e); p <- length(b); s <- summary(f)$sigma
  J <- matrix(attr(eval(deriv3(formula[[3]], names(b)), c(as.list(data), as.list(b))), "gradient"), n)
  W <- attr(eval(deriv3(formula[[3]], names(b)), c(as.list(data), as.list(b))), "hessian")
  H <- J %*% solve(crossprod(J)) %*% t(J); h <- diag(H)
  B <- apply(W, c(2, 3), function(w) sum(e * w))
  jl <- diag(J %*% solve(crossprod(J) - B) %*% t(J))
  std <- e / s / sqrt(1 - h); t <- std * sqrt((n - p - 1) / (n - p - std^2))
  v("column", data[[column]]); v("response", eval(formula[[2]], data)); v("estimate", b)
  v("leverage", h); v("jacobian_leverage", jl); v("standardized", std); v("studentized", t)
  v("cook", std^2 * h / (1 - h) / p)
  del <- sapply(1:n, function(i) coef(nls(formula, data[-i, ], as.list(b), control = nls.control(tol = 1e-8, warnOnly = TRUE))) - b)
  for (k in 1:p) v(paste0("deletion_", names(b)[k]), del[k, ])
  d <- dwtest(lm(e ~ J - 1), exact = TRUE); v("durbin_watson", c(d$statistic, d$p.value))
  sw <- shapiro.test(std); v("shapiro_wilk", c(sw$statistic, sw$p.value))
  v("outlier", c(t[which.max(abs(t))], min(1, n * 2 * pt(-max(abs(t)), n - p - 1))))
  v("scatter_trend", gamma_ratio(std, fitted(f), p))
  f
}
misra <- data.frame(
  y = c(10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78),
  x = c(77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0))
f <- nonlinear("misra1a", y ~ b1 * (1 - exp(-b2 * x)), misra, list(b1 = 240, b2 = 5e-4), "x")
sg <- residuals(f) > 0; a <- sum(sg); b <- sum(!sg); r <- 1 + sum(diff(sg) != 0)
count <- function(r) { k <- r %/% 2; if (r %% 2 == 0) 2 * choose(a - 1, k - 1) * choose(b - 1, k - 1) else
  choose(a - 1, k - 1) * choose(b - 1, k) + choose(a - 1, k) * choose(b - 1, k - 1) }
v("runs", c(r, sum(sapply(2:r, count)) / choose(a + b, a)))
invisible(nonlinear("bod", demand ~ A * (1 - exp(-exp(lrc) * Time)), BOD, list(A = 20, lrc = log(0.35)), "Time"))
treated <- subset(Puromycin, state == "treated")
f <- nonlinear("puromycin", rate ~ Vm * conc / (K + conc), treated, list(Vm = 200, K = 0.1), "conc")
a <- anova(f, lm(rate ~ factor(conc), treated))
v("lack_of_fit", c(a$`F value`[2], a$`Pr(>F)`[2]))
