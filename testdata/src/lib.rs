//! Problems with known answers, run by every engine and every front end of Thalweg.
