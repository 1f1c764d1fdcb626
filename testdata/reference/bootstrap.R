# Bootstrap of a nonlinear fit by the same rules as thalweg's: residual, case, wild, parametric.
# Debian packages: r-base-core. Data: Puromycin, treated cells (R's datasets; Treloar 1974).
# Rscript bootstrap.R > bootstrap.toml       (a minute; other random numbers, so equal to Monte Carlo error only)
set.seed(1); B <- 20000
d <- subset(Puromycin, state == "treated"); x <- d$conc; n <- length(x); p <- 2
curve <- function(t) t[1] * x / (t[2] + x)
jacobian <- function(t) cbind(x / (t[2] + x), -t[1] * x / (t[2] + x)^2)
fit <- function(y, w, t) { # Gauss-Newton with halving
  for (i in 1:50) {
    e <- y - curve(t); J <- jacobian(t) * sqrt(w)
    q <- qr(J, tol = 1e-9); if (q$rank < 2) return(c(NA, NA))
    s <- qr.coef(q, e * sqrt(w)); k <- 1
    while (k > 1e-6 && !(sum(w * (y - curve(t + k * s))^2) <= sum(w * e^2))) k <- k / 2
    t <- t + k * s
    if (max(abs(k * s / t)) < 1e-9) return(t)
  }
  c(NA, NA)
}
t0 <- fit(d$rate, rep(1, n), c(200, 0.1))
r <- d$rate - curve(t0); J <- jacobian(t0); A <- solve(crossprod(J)); h <- rowSums((J %*% A) * J)
sigma <- sqrt(sum(r^2) / (n - p)); e <- r / sqrt(1 - h); centred <- e - mean(e)
draw <- list(
  residual = function() fit(curve(t0) + sample(centred, n, TRUE), rep(1, n), t0),
  case = function() fit(d$rate, tabulate(sample(n, n, TRUE), n), t0),
  wild = function() fit(curve(t0) + e * sample(c(-1, 1), n, TRUE), rep(1, n), t0),
  parametric = function() fit(curve(t0) + rnorm(n, 0, sigma), rep(1, n), t0))
# a of BCa: leave-one-out by refits for cases; a sixth of the skewness of the linear part for residuals.
jack <- sapply(1:n, function(i) { w <- rep(1, n); w[i] <- 0; fit(d$rate, w, t0) })
L <- rowMeans(jack) - jack; C <- A %*% t(J)
a <- list(residual = rowSums(C^3) * mean(centred^3) / (6 * (rowSums(C^2) * mean(centred^2))^1.5),
  case = rowSums(L^3) / (6 * rowSums(L^2)^1.5), wild = c(0, 0), parametric = c(0, 0))
cat("#", R.version.string, ";", B, "replicates, seed 1\n")
for (kind in names(draw)) {
  s <- replicate(B, draw[[kind]]()); failed <- sum(is.na(s[1, ])); s <- s[, !is.na(s[1, ])]
  for (k in 1:2) {
    z0 <- qnorm(mean(s[k, ] < t0[k])); z <- z0 + qnorm(c(0.025, 0.975))
    bca <- quantile(s[k, ], pnorm(z0 + z / (1 - a[[kind]][k] * z)), type = 6)
    v <- c(sd(s[k, ]), mean(s[k, ]) - t0[k], quantile(s[k, ], c(0.025, 0.975), type = 6), bca, a[[kind]][k], failed)
    cat(sprintf("%s_%s = [%s] # sd, bias, percentile, BCa, a, failed\n", kind, c("Vm", "K")[k],
      paste(sprintf("%.6g", v), collapse = ", ")))
  }
}
