//! The errors of this layer.

use super::Code;

pub(super) const ERRORS: &[Code] = &[
    Code {
        code: "E-FORMULA",
        title: "the formula cannot be read",
        topic: None,
        explanation: "The text of the formula (or of an expression given as sigma, weights, tie or derived quantity) is not \
well formed: unbalanced parentheses, an operator without operand, an unknown function, a number that is none. The \
carets stand under the place. A formula looks like `y ~ b1*(1 - exp(-b2*x))`.",
    },
    Code {
        code: "E-COLUMN",
        title: "a name is not a column of the data",
        topic: None,
        explanation: "A name that has to be a column is none: on the left side of the formula, in weights or in sigma every \
name must be one; on the right side a name one letter away from a column or a function is taken for a slip, never for \
a parameter. Correct the name; if it really is a parameter, declare it (`name=1`).",
    },
    Code {
        code: "E-DECLARATION",
        title: "a declaration cannot be read",
        topic: None,
        explanation: "A declaration is one of `b1=500`, `b2=1e-4 in [0, 1]`, `b2 in [0, inf]`, `c=2 fixed`, \
`w := 2.3548*s`; several are separated by `;`. The carets stand under the first character that does not fit.",
    },
    Code {
        code: "E-NAME",
        title: "a declared name is not in the formula, or is declared twice",
        topic: None,
        explanation: "Every declared parameter must occur in the formula, once declared, and must not be a column. A name \
that is not in the formula is mostly a slip; a quantity to be computed from the estimates is written `name := expression`.",
    },
    Code {
        code: "E-BOUNDS",
        title: "bounds or start make no sense",
        topic: None,
        explanation: "A lower bound lies above the upper one, a bound or a start is not a number, a start lies outside its \
bounds, or a value that must be finite is infinite. Bounds are written `in [lower, upper]`; one side may be inf or -inf.",
    },
    Code {
        code: "E-TIE",
        title: "a tie or derived quantity makes no sense",
        topic: None,
        explanation: "The expression of a tie (`w := 2.3548*s`) may use parameters, other ties and numbers, but no columns, \
and ties must not go round in a circle. A derived quantity may use any parameter and the quantities declared before it.",
    },
    Code {
        code: "E-OPTION",
        title: "an option makes no sense",
        topic: None,
        explanation: "A value given to an option is out of its range (a confidence level outside 0 to 1, a scaling vector of \
the wrong length or not positive, a damping factor below 1), or two options exclude each other (weights and sigma).",
    },
    Code {
        code: "E-NOSTART",
        title: "starting values are missing and searching is off",
        topic: None,
        explanation: "The search for starting values was turned off, and the named parameters have none. Give them \
(`name=value`), or let them be found.",
    },
    Code {
        code: "E-START",
        title: "the model has no value at the start",
        topic: None,
        explanation: "At the starting values the formula gives infinity or not-a-number in at least one row, and no scan \
around them found a point where it does not. The message names the row, the innermost part of the formula that fails \
and its value: an overflowing exponential asks for a smaller rate, a negative argument of a logarithm for another sign.",
    },
    Code {
        code: "E-TABLE",
        title: "the table of columns is not well formed",
        topic: None,
        explanation: "Two columns have the same name, a column has no name, or columns differ in length. A formula could \
not say which is meant.",
    },
    Code {
        code: "E-VALUE",
        title: "a cell that is used is not a finite number",
        topic: None,
        explanation: "A column used by the formula, by weights or by sigma holds not-a-number or infinity (or the left side, \
computed from columns, does: the logarithm of 0, say). The message names rows and columns. Correct the cells, or leave \
the rows out (--na drop, --where).",
    },
    Code {
        code: "E-WEIGHT",
        title: "a weight is negative or not finite",
        topic: None,
        explanation: "Weights multiply squared residuals: they must be finite and at least 0, and not all 0. A row of weight \
0 takes no part in the fit.",
    },
    Code {
        code: "E-SIGMA",
        title: "a standard deviation is not positive",
        topic: None,
        explanation: "Standard deviations must be positive and finite: 0 would be infinite weight. Where a 0 stands for \
`unknown`, give the row a large value or leave it out.",
    },
    Code {
        code: "E-COVARIANCE",
        title: "the covariance of the observations will not do",
        topic: None,
        explanation: "A covariance of the observations has a row and a column for each row of the data that takes part (those \
that --where or --na drop leave out do not), is finite, symmetric and positive definite: its diagonal holds the variances of \
the observations. An observation that is a combination of others makes it singular: leave it out, or add its own error \
to the diagonal. It is not a damping matrix: that one belongs to the parameters (--scaling).",
    },
    Code {
        code: "E-EMPTY",
        title: "there are no rows",
        topic: None,
        explanation: "The data have no rows (or none of a weight other than 0), so there is nothing to fit. Check the file, \
and any condition that selects rows.",
    },
    Code {
        code: "E-FEW",
        title: "fewer observations than parameters",
        topic: None,
        explanation: "With fewer observations than parameters infinitely many parameter values fit exactly, and none of them \
means anything. Take more data, fix parameters (`name=value fixed`), or use a simpler formula.",
    },
    Code {
        code: "E-NOPARAMETER",
        title: "there is nothing to estimate",
        topic: None,
        explanation: "Every name of the formula is a column or a constant, or every parameter is fixed or tied. A formula \
needs at least one free parameter; names that are columns of the data are data.",
    },
];
