# All hierarchical models of a table by glm of base R, as Rcapture fits them; once, or also for resampled tables.
#
#   Rscript estimation.R COUNTS MODELS DRAWS
#
# COUNTS: how many people have each pattern, from pattern 1 on, one a line. MODELS: the terms of each, as numbers whose
# bits are lists, one model a line. DRAWS: resampled tables, 0 for the table alone.
# Prints the processor seconds of the fits without R's start, and the estimate of the model that is best by BIC.
given <- commandArgs(trailingOnly = TRUE)
counts <- scan(given[1], quiet = TRUE)
models <- lapply(strsplit(readLines(given[2]), " "), as.integer)
draws <- as.integer(given[3])
patterns <- seq_along(counts)
designs <- lapply(models, function(terms) {
  columns <- sapply(terms, function(term) as.integer(bitwAnd(patterns, term) == term))
  data.frame(columns)
})
best <- function(y) {
  chosen <- c(Inf, NA)
  for (design in designs) {
    design$y <- y
    fit <- suppressWarnings(glm(y ~ ., family = poisson, data = design))
    bic <- fit$aic + (log(sum(y)) - 2) * length(coef(fit))
    if (!anyNA(coef(fit)) && bic < chosen[1]) chosen <- c(bic, sum(y) + exp(coef(fit)[[1]]))
  }
  chosen[2]
}
set.seed(1)
tables <- if (draws > 0) rmultinom(draws, sum(counts), counts) else matrix(counts)
before <- proc.time()
found <- apply(tables, 2, best)
spent <- proc.time() - before
cat(spent[["user.self"]] + spent[["sys.self"]], format(found[1], digits = 15), "\n")
