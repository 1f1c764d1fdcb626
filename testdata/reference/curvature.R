# Reference values for the curvature measures, skewness and bias of estimates.
#
# Writes testdata/reference/curvature.toml: for each data set the formula, the data, and
#   pe, ic          parameter-effects and intrinsic rms curvature times sqrt(F(0.95; p, n - p)), as
#                   MASS::rms.curv gives them (Bates & Watts 1980)
#   pe_max, ic_max  the maximum curvatures over all directions, in the same units, by brute force
#   skewness        Hougaard's third moment over the cube of the standard error, in the index notation of
#                   Ratkowsky (1990), page 27
#   bias            Box's bias (Box 1971)
# from symbolic first and second derivatives (deriv3) at the estimates of nls.
#
#     Rscript testdata/reference/curvature.R      needs r-base-core, r-cran-mass; run at the repository's root

library(MASS)

nist <- function(name) read.csv(file.path("testdata", "nist", paste0(name, ".csv")))

maxima <- function(C, p, rank, factor) {
  # |d' A d| over unit vectors d, tangential and normal part of the array.
  size <- function(d, faces) {
    sqrt(sum(sapply(faces, function(i) sum(d * (matrix(C[, , i], p, p) %*% d)))^2))
  }
  best <- function(faces) {
    if (p == 1) return(size(1, faces))
    if (p == 2) {
      f <- function(a) size(c(cos(a), sin(a)), faces)
      grid <- seq(0, pi, length.out = 721)
      at <- grid[which.max(sapply(grid, f))]
      return(optimize(f, at + c(-0.01, 0.01), maximum = TRUE, tol = 1e-12)$objective)
    }
    set.seed(1)
    value <- 0
    for (k in 1:60) {
      run <- optim(rnorm(p), function(v) -size(v / sqrt(sum(v^2)), faces), method = "BFGS",
                   control = list(reltol = 1e-14, maxit = 1000))
      value <- max(value, -run$value)
    }
    value
  }
  c(best(1:p), best((p + 1):rank)) * factor
}

study <- function(name, source, formula, right, start, data, control = list()) {
  parameters <- names(start)
  model <- deriv3(right, parameters, function() NULL)
  formals(model) <- setNames(rep(alist(a = ), length(parameters) + 1), c(parameters, "x"))
  call <- as.call(c(as.name("model"), lapply(c(parameters, "x"), as.name)))
  fit <- nls(as.formula(call("~", as.name("y"), call)), data, start = start,
             control = c(control, list(maxiter = 500)))
  # The last digits: nls stops early. Gauss-Newton from there, and one more nls that does not move.
  b <- coef(fit)
  for (k in 1:60) {
    value <- do.call(model, c(as.list(b), list(x = data$x)))
    b <- b + qr.coef(qr(attr(value, "gradient")), data$y - value)
  }
  fit <- nls(as.formula(call("~", as.name("y"), call)), data, start = as.list(b),
             control = list(tol = 1e-9, maxiter = 1, warnOnly = TRUE))
  n <- nrow(data); p <- length(parameters)
  curvature <- rms.curv(fit)
  f <- sqrt(qf(0.95, p, n - p))
  if (p == 1) {
    # MASS 7.3 takes diag() of a number, which is an identity matrix: it leaves out the trace. With one
    # parameter there is one direction, and its curvature is the root mean square.
    curvature$pe <- f * abs(curvature$C[1, 1, 1])
    curvature$ic <- f * sqrt(sum(curvature$C[1, 1, -1]^2))
  }
  biggest <- maxima(curvature$C, p, dim(curvature$C)[3], f)
  value <- fit$m$fitted()
  J <- attr(value, "gradient"); H <- attr(value, "hessian")
  s2 <- deviance(fit) / (n - p)
  L <- solve(crossprod(J))
  W <- array(0, c(p, p, p))
  for (j in 1:p) for (k in 1:p) for (l in 1:p) W[j, k, l] <- sum(J[, j] * H[, k, l])
  skewness <- sapply(1:p, function(i) {
    third <- 0
    for (j in 1:p) for (k in 1:p) for (l in 1:p)
      third <- third + L[i, j] * L[i, k] * L[i, l] * (W[j, k, l] + W[k, j, l] + W[l, k, j])
    -s2^2 * third / (s2 * L[i, i])^1.5
  })
  traces <- apply(H, 1, function(h) sum(diag(L %*% matrix(h, p, p))))
  bias <- -0.5 * s2 * L %*% crossprod(J, traces)
  number <- function(v) paste(format(v, digits = 10), collapse = ", ")
  exact <- function(v) paste(format(v, digits = 15, trim = TRUE), collapse = ", ")
  cat("[[case]]\n")
  cat(sprintf("name = \"%s\"\nsource = \"%s\"\nformula = \"%s\"\n", name, source, formula))
  cat(sprintf("x = [%s]\ny = [%s]\n", exact(data$x), exact(data$y)))
  cat(sprintf("parameters = [%s]\n", paste0("\"", parameters, "\"", collapse = ", ")))
  cat(sprintf("start = [%s]\n", number(unlist(start))))
  cat(sprintf("estimates = [%s]\n", number(coef(fit))))
  cat(sprintf("pe = %s\nic = %s\n", number(curvature$pe), number(curvature$ic)))
  cat(sprintf("pe_max = %s\nic_max = %s\n", number(biggest[1]), number(biggest[2])))
  cat(sprintf("skewness = [%s]\n", number(skewness)))
  cat(sprintf("bias = [%s]\n\n", number(bias)))
}

xy <- function(x, y) data.frame(x = x, y = y)
r <- paste0("R ", getRversion(), ", datasets: ")

sink(file.path("testdata", "reference", "curvature.toml"))
cat("# Written by testdata/reference/curvature.R, which says what the keys are.\n")
cat(sprintf("# %s; MASS %s.\n\n", R.version.string, packageVersion("MASS")))

treated <- Puromycin[Puromycin$state == "treated", ]
study("puromycin", paste0(r, "Puromycin, treated (Bates & Watts 1988, A1.3)"), "y ~ Vm*x/(K + x)",
      ~ Vm * x / (K + x), list(Vm = 200, K = 0.05), xy(treated$conc, treated$rate))
study("puromycin-log", paste0(r, "Puromycin, treated, K written as its logarithm"),
      "y ~ Vm*x/(exp(lK) + x)", ~ Vm * x / (exp(lK) + x), list(Vm = 200, lK = -3),
      xy(treated$conc, treated$rate))
untreated <- Puromycin[Puromycin$state == "untreated", ]
study("puromycin-untreated", paste0(r, "Puromycin, untreated"), "y ~ Vm*x/(K + x)",
      ~ Vm * x / (K + x), list(Vm = 160, K = 0.05), xy(untreated$conc, untreated$rate))
study("bod", paste0(r, "BOD (Bates & Watts 1988, A1.4)"), "y ~ a*(1 - exp(-k*x))",
      ~ a * (1 - exp(-k * x)), list(a = 20, k = 0.5), xy(BOD$Time, BOD$demand))
run1 <- DNase[DNase$Run == 1, ]
study("dnase", paste0(r, "DNase, run 1"), "y ~ a/(1 + exp((m - log(x))/s))",
      ~ a / (1 + exp((m - log(x)) / s)), list(a = 2.3, m = 1.5, s = 1), xy(run1$conc, run1$density))
study("wtloss", paste0("MASS ", packageVersion("MASS"), ": wtloss (Venables & Ripley, ch. 8)"),
      "y ~ b0 + b1*2^(-x/th)", ~ b0 + b1 * 2^(-x / th), list(b0 = 90, b1 = 95, th = 120),
      xy(wtloss$Days, wtloss$Weight))
indometh <- Indometh[Indometh$Subject == 1, ]
study("indometh", paste0(r, "Indometh, subject 1"), "y ~ a*exp(-k*x) + c*exp(-l*x)",
      ~ a * exp(-k * x) + c * exp(-l * x), list(a = 2, k = 1.8, c = 0.6, l = 0.2),
      xy(indometh$time, indometh$conc))
loblolly <- Loblolly[Loblolly$Seed == "301", ]
study("loblolly", paste0(r, "Loblolly, seed 301"), "y ~ a + (c - a)*exp(-exp(lk)*x)",
      ~ a + (c - a) * exp(-exp(lk) * x), list(a = 95, c = -10, lk = -3.2),
      xy(loblolly$age, loblolly$height))
study("cars", paste0(r, "cars, one parameter"), "y ~ x^q", ~ x^q, list(q = 1.3), xy(cars$speed, cars$dist))
n <- "NIST StRD, nonlinear regression: "
study("misra1a", paste0(n, "Misra1a"), "y ~ b1*(1-exp(-b2*x))", ~ b1 * (1 - exp(-b2 * x)),
      list(b1 = 250, b2 = 5e-4), nist("misra1a"))
study("rat42", paste0(n, "Rat42"), "y ~ b1 / (1+exp(b2-b3*x))", ~ b1 / (1 + exp(b2 - b3 * x)),
      list(b1 = 75, b2 = 2.5, b3 = 0.07), nist("rat42"))
study("rat43", paste0(n, "Rat43"), "y ~ b1 / ((1+exp(b2-b3*x))^(1/b4))",
      ~ b1 / ((1 + exp(b2 - b3 * x))^(1 / b4)), list(b1 = 700, b2 = 5, b3 = 0.75, b4 = 1.3), nist("rat43"))
study("boxbod", paste0(n, "BoxBOD"), "y ~ b1*(1-exp(-b2*x))", ~ b1 * (1 - exp(-b2 * x)),
      list(b1 = 213, b2 = 0.5), nist("boxbod"))
study("danwood", paste0(n, "DanWood"), "y ~ b1*x^b2", ~ b1 * x^b2, list(b1 = 0.7, b2 = 4), nist("danwood"))
study("chwirut2", paste0(n, "Chwirut2"), "y ~ exp(-b1*x)/(b2+b3*x)", ~ exp(-b1 * x) / (b2 + b3 * x),
      list(b1 = 0.15, b2 = 0.008, b3 = 0.01), nist("chwirut2"))
study("mgh09", paste0(n, "MGH09"), "y ~ b1*(x^2+x*b2) / (x^2+x*b3+b4)",
      ~ b1 * (x^2 + x * b2) / (x^2 + x * b3 + b4), list(b1 = 0.193, b2 = 0.19, b3 = 0.12, b4 = 0.136), nist("mgh09"))
study("thurber", paste0(n, "Thurber"), "y ~ (b1 + b2*x + b3*x^2 + b4*x^3) / (1 + b5*x + b6*x^2 + b7*x^3)",
      ~ (b1 + b2 * x + b3 * x^2 + b4 * x^3) / (1 + b5 * x + b6 * x^2 + b7 * x^3),
      list(b1 = 1288, b2 = 1491, b3 = 583, b4 = 75.4, b5 = 0.966, b6 = 0.398, b7 = 0.0497), nist("thurber"))
sink()
