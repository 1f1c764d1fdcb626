# Covariances of the estimates of a nonlinear fit: JᵀJ, Hessian, HC0 to HC3.
# Debian packages: r-base-core, r-cran-sandwich. Data: Puromycin, treated cells (R's datasets; Treloar 1974).
# Rscript errors.R > errors.toml
library(sandwich)
d <- subset(Puromycin, state == "treated")
model <- deriv3(~ Vm * conc / (K + conc), c("Vm", "K"), function(Vm, K, conc) NULL)
theta <- coef(nls(rate ~ Vm * conc / (K + conc), d, start = c(Vm = 200, K = 0.1)))
for (i in 1:20) { # Gauss-Newton to the last digits
  f <- model(theta[1], theta[2], d$conc)
  theta <- theta + qr.coef(qr(attr(f, "gradient")), d$rate - f)
}
f <- model(theta[1], theta[2], d$conc)
J <- attr(f, "gradient"); r <- as.vector(f - d$rate); n <- nrow(J); p <- ncol(J)
A <- solve(crossprod(J)); s2 <- sum(r^2) / (n - p)
h <- rowSums((J %*% A) * J)
hessian <- crossprod(J); H <- attr(f, "hessian")
for (i in 1:n) hessian <- hessian + r[i] * H[i, , ]
meat <- function(e) A %*% crossprod(J * e) %*% A
covariances <- list(
  expected = s2 * A, hessian = s2 * solve(hessian),
  hc0 = meat(r), hc1 = meat(r) * n / (n - p), hc2 = meat(r / sqrt(1 - h)), hc3 = meat(r / (1 - h)))
# The same from the package, of a linear model with J for its design and r for its residuals.
linear <- lm(r ~ 0 + J)
for (type in c("HC0", "HC1", "HC2", "HC3"))
  stopifnot(max(abs(vcovHC(linear, type = type) / covariances[[tolower(type)]] - 1)) < 1e-7)
cat("#", R.version.string, "; sandwich", as.character(packageVersion("sandwich")), "\n")
cat(sprintf("estimate = [%.15g, %.15g]\n", theta[1], theta[2]))
cat("leverages = [", paste(sprintf("%.12g", h), collapse = ", "), "]\n", sep = "")
for (name in names(covariances)) {
  v <- covariances[[name]]
  cat(sprintf("%s = [%.12g, %.12g, %.12g] # Var Vm, Cov, Var K\n", name, v[1, 1], v[1, 2], v[2, 2]))
}
