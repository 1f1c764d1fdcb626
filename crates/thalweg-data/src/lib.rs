//! Data files in, named columns out: CSV, TSV, JSON lines, Parquet.
