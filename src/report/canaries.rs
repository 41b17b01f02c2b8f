//! What is said of files that are not there, frozen for the formats.

use super::way::WayView;
use crate::audit::Audit;
use crate::canary::{Alarm, Occasion};

/// What became of the canaries.
#[derive(Clone, Debug)]
pub struct CanariesView {
    /// Why they were asked about.
    pub occasion: Occasion,
    /// How many were asked about.
    pub asked: usize,
    /// How many of them would be sent.
    pub caught: usize,
    /// Those that would be sent, by rule, the worst first.
    pub alarms: Vec<AlarmView>,
}

/// Files of one kind that are not there and would be sent.
#[derive(Clone, Debug)]
pub struct AlarmView {
    /// The alarm.
    pub alarm: Alarm,
    /// The way that the first file would go.
    pub way: Option<WayView>,
    /// How many stages the Dockerfile has: with one there is no need to name it.
    pub stages: usize,
}

impl CanariesView {
    /// The canaries of an audit, if they were asked about.
    pub(super) fn of(audit: &Audit) -> Option<Self> {
        let canaries = audit.canaries.as_ref()?;
        let plan = audit.build.plan.as_ref();
        let view = |alarm: &Alarm| AlarmView {
            way: plan.zip(alarm.way.clone()).map(|(plan, way)| WayView::named(plan, way)),
            stages: plan.map_or(0, |plan| plan.stages.len()),
            alarm: alarm.clone(),
        };
        Some(Self {
            occasion: canaries.occasion,
            asked: canaries.asked,
            caught: canaries.caught(),
            alarms: canaries.alarms.iter().map(view).collect(),
        })
    }
}
