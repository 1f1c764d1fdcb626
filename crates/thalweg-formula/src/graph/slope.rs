//! The derivative of each operation by its operand.

use super::Graph;
use crate::arena::Id;
use crate::operation::{Binary, Ternary, Unary};

impl Graph {
    /// df/du for f = op(u); `None` where it is 0 wherever it is defined.
    pub(super) fn slope(&mut self, op: Unary, u: Id, f: Id) -> Option<Id> {
        Some(match op {
            Unary::Step | Unary::Sign | Unary::Not => return None,
            Unary::Neg => self.number(-1.0),
            Unary::Exp => f,
            Unary::Expm1 => self.unary(Unary::Exp, u),
            Unary::Log => self.reciprocal(u),
            Unary::Log1p => {
                let one = self.number(1.0);
                let shifted = self.sum(one, u);
                self.reciprocal(shifted)
            }
            Unary::Log2 => self.scaled_reciprocal(std::f64::consts::LOG2_E, u),
            Unary::Log10 => self.scaled_reciprocal(std::f64::consts::LOG10_E, u),
            Unary::Sqrt | Unary::HalfPower => self.scaled_reciprocal(0.5, f),
            Unary::Cbrt => {
                let square = self.mul(f, f);
                self.scaled_reciprocal(1.0 / 3.0, square)
            }
            Unary::Abs => self.unary(Unary::Sign, u),
            Unary::Sin => self.unary(Unary::Cos, u),
            Unary::Cos => {
                let sine = self.unary(Unary::Sin, u);
                self.neg(sine)
            }
            Unary::Tan => {
                let one = self.number(1.0);
                let square = self.mul(f, f);
                self.sum(one, square)
            }
            Unary::Asin => self.arc_slope(u),
            Unary::Acos => {
                let slope = self.arc_slope(u);
                self.neg(slope)
            }
            Unary::Atan => {
                let one = self.number(1.0);
                let square = self.mul(u, u);
                let sum = self.sum(one, square);
                self.reciprocal(sum)
            }
            Unary::Sinh => self.unary(Unary::Cosh, u),
            Unary::Cosh => self.unary(Unary::Sinh, u),
            Unary::Tanh => {
                // 1/cosh² and not 1 − tanh², which cancels.
                let cosh = self.unary(Unary::Cosh, u);
                let sech = self.reciprocal(cosh);
                self.mul(sech, sech)
            }
            Unary::Erf => self.bell(std::f64::consts::FRAC_2_SQRT_PI, u),
            Unary::Erfc => self.bell(-std::f64::consts::FRAC_2_SQRT_PI, u),
            Unary::Gamma => {
                let digamma = self.unary(Unary::Digamma, u);
                self.mul(f, digamma)
            }
            Unary::Lgamma => self.unary(Unary::Digamma, u),
            Unary::Digamma => self.unary(Unary::Trigamma, u),
            // Only second derivatives are offered, and no formula names ψ: its second derivative
            // is never asked for.
            Unary::Trigamma => self.number(f64::NAN),
            Unary::BesselJ0 => {
                let j1 = self.unary(Unary::BesselJ1, u);
                self.neg(j1)
            }
            Unary::BesselJ1 => {
                // J1′ = J0 − J1/x, DLMF 10.6.2.
                let j0 = self.unary(Unary::BesselJ0, u);
                let ratio = self.unary(Unary::BesselRatio(1), u);
                self.difference(j0, ratio)
            }
            Unary::BesselRatio(n) => {
                // (J_n/xⁿ)′ = −J_{n+1}/xⁿ, DLMF 10.6.6.
                let next = self.unary(Unary::BesselRatio(n + 1), u);
                let product = self.mul(u, next);
                self.neg(product)
            }
        })
    }

    /// a^(b−1), given f = a^b.
    pub(super) fn lowered_power(&mut self, a: Id, b: Id, f: Id) -> Id {
        if let Some(exponent) = self.as_number(b)
            && let Some(power) = self.simple_power(a, exponent - 1.0)
        {
            return power;
        }
        self.ternary(Ternary::LowerPower, a, b, f)
    }

    /// The condition under which `min(a, b)` or `max(a, b)` is a; `None` for another operation.
    pub(super) fn choice(&mut self, op: Binary, a: Id, b: Id) -> Option<Id> {
        match op {
            Binary::Min => Some(self.binary(Binary::LessEqual, a, b)),
            Binary::Max => Some(self.binary(Binary::GreaterEqual, a, b)),
            _ => None,
        }
    }

    fn scaled_reciprocal(&mut self, factor: f64, a: Id) -> Id {
        let factor = self.number(factor);
        let reciprocal = self.reciprocal(a);
        self.mul(factor, reciprocal)
    }

    /// 1/√((1−u)(1+u)), which unlike 1/√(1−u²) is accurate near ±1.
    fn arc_slope(&mut self, u: Id) -> Id {
        let one = self.number(1.0);
        let (below, above) = (self.difference(one, u), self.sum(one, u));
        let product = self.mul(below, above);
        let root = self.unary(Unary::Sqrt, product);
        self.reciprocal(root)
    }

    /// factor · exp(−u²)
    fn bell(&mut self, factor: f64, u: Id) -> Id {
        let factor = self.number(factor);
        let square = self.mul(u, u);
        let negated = self.neg(square);
        let bell = self.unary(Unary::Exp, negated);
        self.mul(factor, bell)
    }
}
