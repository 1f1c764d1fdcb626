//! The 41 sizes that are run.

use super::broyden::{BroydenBanded, BroydenTridiagonal};
use super::chebyquad::Chebyquad;
use super::discretised::{BoundaryValue, IntegralEquation};
use super::exponentials::{BiggsExp6, Osborne1, Osborne2};
use super::extended::{ExtendedRosenbrock, PowellSingular};
use super::four_parameters::{BrownDennis, KowalikOsborne, Wood};
use super::instance::MghInstance;
use super::linear::{FullRank, RankOne, RankOneZero};
use super::penalty::{Penalty1, Penalty2};
use super::three_parameters::{Bard, Box3d, Gaussian, Gulf, HelicalValley, Meyer};
use super::two_parameters::{
    Beale, BrownBadlyScaled, FreudensteinRoth, JennrichSampson, PowellBadlyScaled, Rosenbrock,
};
use super::variable::{BrownAlmostLinear, Trigonometric, VariablyDimensioned};
use super::watson::Watson;

/// All instances, in the order of the paper.
///
/// ```
/// assert_eq!(thalweg_testdata::mgh::instances().len(), 41);
/// ```
pub fn instances() -> Vec<MghInstance> {
    vec![
        MghInstance::new::<Rosenbrock>("rosenbrock", 2, 2),
        MghInstance::new::<FreudensteinRoth>("freudenstein-roth", 2, 2),
        MghInstance::new::<PowellBadlyScaled>("powell-badly-scaled", 2, 2),
        MghInstance::new::<BrownBadlyScaled>("brown-badly-scaled", 2, 3),
        MghInstance::new::<Beale>("beale", 2, 3),
        MghInstance::new::<JennrichSampson>("jennrich-sampson", 2, 10),
        MghInstance::new::<HelicalValley>("helical-valley", 3, 3),
        MghInstance::new::<Bard>("bard", 3, 15),
        MghInstance::new::<Gaussian>("gaussian", 3, 15),
        MghInstance::new::<Meyer>("meyer", 3, 16),
        MghInstance::new::<Gulf>("gulf", 3, 99),
        MghInstance::new::<Box3d>("box-3d", 3, 10),
        MghInstance::new::<PowellSingular>("powell-singular", 4, 4),
        MghInstance::new::<Wood>("wood", 4, 6),
        MghInstance::new::<KowalikOsborne>("kowalik-osborne", 4, 11),
        MghInstance::new::<BrownDennis>("brown-dennis", 4, 20),
        MghInstance::new::<Osborne1>("osborne-1", 5, 33),
        MghInstance::new::<BiggsExp6>("biggs-exp6", 6, 13),
        MghInstance::new::<Osborne2>("osborne-2", 11, 65),
        MghInstance::new::<Watson>("watson-6", 6, 31),
        MghInstance::new::<Watson>("watson-9", 9, 31),
        MghInstance::new::<Watson>("watson-12", 12, 31),
        MghInstance::new::<ExtendedRosenbrock>("extended-rosenbrock", 10, 10),
        MghInstance::new::<PowellSingular>("extended-powell", 12, 12),
        MghInstance::new::<Penalty1>("penalty-1-4", 4, 5),
        MghInstance::new::<Penalty1>("penalty-1-10", 10, 11),
        MghInstance::new::<Penalty2>("penalty-2-4", 4, 8),
        MghInstance::new::<Penalty2>("penalty-2-10", 10, 20),
        MghInstance::new::<VariablyDimensioned>("variably-dimensioned", 10, 12),
        MghInstance::new::<Trigonometric>("trigonometric", 10, 10),
        MghInstance::new::<BrownAlmostLinear>("brown-almost-linear", 10, 10),
        MghInstance::new::<BoundaryValue>("discrete-boundary-value", 10, 10),
        MghInstance::new::<IntegralEquation>("discrete-integral-equation", 10, 10),
        MghInstance::new::<BroydenTridiagonal>("broyden-tridiagonal", 10, 10),
        MghInstance::new::<BroydenBanded>("broyden-banded", 10, 10),
        MghInstance::new::<FullRank>("linear-full-rank", 5, 10),
        MghInstance::new::<RankOne>("linear-rank-1", 5, 10),
        MghInstance::new::<RankOneZero>("linear-rank-1-zero", 5, 10),
        MghInstance::new::<Chebyquad>("chebyquad-8", 8, 8),
        MghInstance::new::<Chebyquad>("chebyquad-9", 9, 9),
        MghInstance::new::<Chebyquad>("chebyquad-10", 10, 10),
    ]
}

/// An instance by name.
///
/// ```
/// assert!(thalweg_testdata::mgh::instance("chebyquad-9").is_some());
/// assert!(thalweg_testdata::mgh::instance("chebyquad").is_none());
/// ```
pub fn instance(name: &str) -> Option<MghInstance> {
    instances().into_iter().find(|i| i.name() == name)
}
