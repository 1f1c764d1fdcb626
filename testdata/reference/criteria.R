# logLik, AIC and BIC of R's nls, unweighted and weighted, and F tests of nested models by anova.
# Debian packages: r-base-core. Data: NIST StRD Misra1a (Misra 1978); Puromycin (Treloar 1974), from R.
misra <- data.frame(
  x = c(77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0),
  y = c(10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78))
treated <- subset(Puromycin, state == "treated")
say <- function(name, m) {
  cat(sprintf("[%s]\nlog_likelihood = %.12g\naic = %.12g\nbic = %.12g\nrss = %.12g\n", name,
              as.numeric(logLik(m)), AIC(m), BIC(m), deviance(m)))
}
cat(sprintf("# Printed by criteria.R with %s.\n", R.version.string))
say("misra1a", nls(y ~ b1*(1-exp(-b2*x)), misra, start = list(b1 = 240, b2 = 5e-4)))
say("misra1a_weighted", nls(y ~ b1*(1-exp(-b2*x)), misra, start = list(b1 = 240, b2 = 5e-4), weights = 1/y))
mm <- nls(rate ~ v*conc/(k + conc), treated, start = list(v = 200, k = 0.05))
say("puromycin", mm)
hill <- nls(rate ~ v*conc^h/(k^h + conc^h), treated, start = list(v = 200, k = 0.05, h = 1))
say("puromycin_hill", hill)
a <- anova(mm, hill)
cat(sprintf("[puromycin_f]\nf = %.12g\np = %.12g\n", a[2, "F value"], a[2, "Pr(>F)"]))
