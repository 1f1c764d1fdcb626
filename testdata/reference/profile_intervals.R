# Profile intervals by root finding, independent of MASS's spline interpolation: each parameter is
# held, the others are fitted anew by nls, and uniroot finds where the sum of squares has risen by
# t^2 s^2. Derived quantities: one parameter is written in terms of the quantity.
#
# Needs Debian's r-base-core (base R only). Data: R's datasets Puromycin, BOD, DNase (sources: ?Puromycin,
# ?BOD, ?DNase) and NIST's Misra1a, BoxBOD, Rat42, Rat43 as in testdata/nist.
#
#   Rscript testdata/reference/profile_intervals.R > testdata/reference/profile_intervals.toml

options(digits = 15)
control <- nls.control(maxiter = 500, tol = 1e-9, minFactor = 1e-12, warnOnly = TRUE)
read <- function(name) read.csv(file.path("testdata/nist", paste0(name, ".csv")))

refit <- function(formula, data, start) suppressWarnings(nls(formula, data, start, control = control))

rss <- function(fit) sum(resid(fit)^2)

# min over the others of the sum of squares at name = value
held <- function(formula, data, start, name, value) {
  fixed <- do.call(substitute, list(formula, setNames(list(value), name)))
  rest <- start[setdiff(names(start), name)]
  fit <- refit(as.formula(fixed), data, as.list(rest))
  list(rss = rss(fit), start = c(coef(fit), setNames(value, name)))
}

end <- function(formula, data, best, sigma2, t, name, side, se) {
  here <- best
  from <- best[[name]]
  f <- function(value) {
    step <- held(formula, data, here, name, value)
    here <<- step$start
    (step$rss - least) / sigma2 - t^2
  }
  least <- sum_least
  # small steps outwards, each a warm start for the next, until the level is passed
  h <- side * se * t / 40
  a <- from
  repeat {
    b <- a + h
    if (f(b) > 0) break
    a <- b
  }
  here <<- best
  f(a)
  uniroot(f, sort(c(a, b)), tol = 1e-14 * abs(b) + 1e-300, maxiter = 1000)$root
}

report <- function(title, formula, data, start, level = 0.95) {
  fit <- refit(formula, data, as.list(start))
  best <- coef(fit)
  n <- length(resid(fit)); p <- length(best)
  sum_least <<- rss(fit)
  sigma2 <- sum_least / (n - p)
  t <- qt(0.5 + level / 2, n - p)
  se <- sqrt(diag(vcov(fit)))
  cat(sprintf("\n[[problem]]\nname = \"%s\"\nlevel = %s\n", title, level))
  for (name in names(best)) {
    ends <- sapply(c(-1, 1), function(side)
      end(formula, data, best, sigma2, t, name, side, se[[name]]))
    cat(sprintf("%s = [%.12g, %.12g, %.12g]\n", name, best[[name]], ends[1], ends[2]))
  }
}

cat("# Printed by profile_intervals.R under", R.version.string, "\n")
cat("# each parameter: estimate, lower end, upper end of the profile interval\n")

treated <- subset(Puromycin, state == "treated")
michaelis <- rate ~ Vm * conc / (K + conc)
report("Puromycin", michaelis, treated, c(Vm = 200, K = 0.05))
# the initial slope Vm/K as a parameter
report("Puromycin slope", rate ~ s * K * conc / (K + conc), treated, c(s = 3000, K = 0.06))
report("BOD", demand ~ a * (1 - exp(-k * Time)), BOD, c(a = 20, k = 0.24), level = 0.8)
one <- subset(DNase, Run == 1)
report("DNase", density ~ Asym / (1 + exp((xmid - log(conc)) / scal)), one,
       c(Asym = 2.3, xmid = 1.5, scal = 1))
report("Misra1a", y ~ b1 * (1 - exp(-b2 * x)), read("misra1a"), c(b1 = 238, b2 = 5.5e-4))
# the half-saturation point log(2)/b2 as a parameter
report("Misra1a half", y ~ b1 * (1 - exp(-log(2) / half * x)), read("misra1a"), c(b1 = 238, half = 1260))
report("BoxBOD", y ~ b1 * (1 - exp(-b2 * x)), read("boxbod"), c(b1 = 213, b2 = 0.55))
report("Rat42", y ~ b1 / (1 + exp(b2 - b3 * x)), read("rat42"), c(b1 = 72, b2 = 2.6, b3 = 0.067))
report("Rat43", y ~ b1 / (1 + exp(b2 - b3 * x))^(1 / b4), read("rat43"),
       c(b1 = 700, b2 = 5.28, b3 = 0.76, b4 = 1.28))
report("Chwirut2", y ~ exp(-b1 * x) / (b2 + b3 * x), read("chwirut2"), c(b1 = 0.167, b2 = 0.00517, b3 = 0.0121))
