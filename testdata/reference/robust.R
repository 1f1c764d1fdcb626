# Robust fits: M-estimates with the scale of their own residuals, standard errors, and MM.
# Debian packages: r-base-core, r-cran-mass, r-cran-robustbase. Rscript robust.R > robust.toml
library(MASS); library(robustbase)
cat("#", R.version.string, "; MASS", as.character(packageVersion("MASS")), "; robustbase",
    as.character(packageVersion("robustbase")), "\n")
show <- function(key, v) cat(sprintf("%s = [%s]\n", key, paste(sprintf("%.12g", v), collapse = ", ")))
# 1. A linear model, R's dataset stackloss (Brownlee 1965): MASS::rlm with psi by the constants of the
#    literature. rlm's MAD is median|r|/0.6745, which differs from 1.4826 by 1.5e-5 of itself; hence both.
for (psi in c("huber", "bisquare")) {
  f <- if (psi == "huber") rlm(stack.loss ~ ., stackloss, psi = psi.huber, k = 1.345, acc = 1e-12, maxit = 1000)
       else rlm(stack.loss ~ ., stackloss, psi = psi.bisquare, c = 4.685, acc = 1e-12, maxit = 1000,
                init = coef(rlm(stack.loss ~ ., stackloss, psi = psi.huber, k = 1.345, acc = 1e-12, maxit = 1000)))
  show(paste0("rlm_", psi), c(coef(f), f$s)); show(paste0("rlm_", psi, "_se"), summary(f)$coefficients[, 2])
}
# The same to all digits with 1.482602218505602: reweighted least squares.
w <- list(huber = function(u) pmin(1, 1.345 / abs(u)), cauchy = function(u) 1 / (1 + (u / 2.384947119)^2),
  soft = function(u) 1 / sqrt(1 + (u / 1.287099224)^2),
  arctan = function(u) 1 / (1 + (u / 2.571400569)^4), tukey = function(u) pmax(0, 1 - (u / 4.685)^2)^2)
mad0 <- function(r) 1.482602218505602 * median(abs(r))
irls <- function(X, y, b, weight) {
  for (i in 1:5000) { r <- as.vector(y - X %*% b); s <- mad0(r); q <- sqrt(weight(r / s))
    b1 <- qr.coef(qr(X * q), y * q); if (max(abs(b1 - b)) < 1e-13 * max(abs(b))) break; b <- b1 }
  c(b1, mad0(as.vector(y - X %*% b1)))
}
X <- cbind(1, as.matrix(stackloss[, 1:3])); y <- stackloss$stack.loss
ls <- qr.coef(qr(X), y); h <- irls(X, y, ls, w$huber)
for (k in names(w)) show(paste0("irls_", k), irls(X, y, if (k %in% c("huber", "soft")) ls else h[1:4], w[[k]]))
# 2. A nonlinear curve with gross errors in 30 % of the rows: robustbase::nlrob, MM. (Made data, seed 7.)
set.seed(7); x <- seq(0, 9.5, 0.5); d <- data.frame(x = x, y = round(10 * exp(-0.4 * x) + rnorm(20, 0, 0.1), 3))
bad <- c(2, 5, 9, 13, 16, 20); d$y[bad] <- d$y[bad] + c(8, 12, 9, 15, 7, 11)
show("data_x", d$x); show("data_y", d$y)
f <- nlrob(y ~ a * exp(-k * x), d, method = "MM", lower = c(a = 0, k = 0), upper = c(a = 50, k = 5), tol = 1e-12,
  control = nlrob.control("MM", optim.control = list(factr = 1)))
show("nlrob_mm", c(coef(f), f$Scale))
# The same by hand: S-estimate from there by Nelder & Mead on the M-scale, M-step by reweighting.
rho <- function(u, c) ifelse(abs(u) < c, 1 - (1 - (u / c)^2)^3, 1)
mscale <- function(r) uniroot(function(s) mean(rho(r / s, 1.547644980928226)) - 0.5, c(1e-6, 1e3) * mad0(r), tol = 1e-15)$root
res <- function(t) d$y - t[1] * exp(-t[2] * d$x)
t <- f$initial$par; for (i in 1:6) t <- optim(t, function(t) mscale(res(t)), control = list(reltol = 1e-16, maxit = 5000, parscale = t))$par
s <- mscale(res(t))
for (i in 1:2000) { r <- res(t); J <- cbind(exp(-t[2] * d$x), -t[1] * d$x * exp(-t[2] * d$x))
  q <- sqrt(w$tukey(r / s)); t <- t + qr.coef(qr(J * q), r * q) }
show("mm", c(t, s))
# Standard errors of an M-estimate as in summary.rlm.
u <- res(t) / s; n <- length(u); J <- cbind(exp(-t[2] * d$x), -t[1] * d$x * exp(-t[2] * d$x))
psi <- u * w$tukey(u); dpsi <- ifelse(abs(u) < 4.685, (1 - (u / 4.685)^2) * (1 - 5 * (u / 4.685)^2), 0)
kappa <- 1 + 2 * var(dpsi) / (n * mean(dpsi)^2)
show("mm_se", s * kappa * sqrt(sum(psi^2) / (n - 2)) / mean(dpsi) * sqrt(diag(solve(crossprod(J)))))
