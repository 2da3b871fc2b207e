//! `floe simulate`: years of the protocol under a scenario, fast enough to compare settings before a vote.
//!
//! What the protocol does is the engine's, in `floe-core`, as in the hub; `sim` maps it to `chain`, which stands for the
//! staking module. See `docs/govern/simulate.md`.

// A simulation adds up numbers of its own making; an overflow should stop it where it happens, as in a test.
#![allow(clippy::arithmetic_side_effects)]

pub mod ahead;
mod audit;
mod backers;
mod build;
mod chain;
mod course;
mod csv;
mod figures;
mod gas;
mod histogram;
mod meter;
mod random;
mod report;
mod scenario;
mod series;
mod sim;
mod stage;
mod svg;
#[cfg(test)]
mod twin;
mod watch;

use crate::Verdict;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use floe_draw::chart::{LEAST_WIDTH, MOST_WIDTH, WIDTH};
use indicatif::{ProgressBar, ProgressStyle};

use course::Course;
use csv::Csv;
use figures::Figures;
use scenario::Variant;
use series::Point;
use stage::Stage;
use watch::Watched;

/// Play years of the protocol from a scenario file
#[derive(clap::Args)]
pub struct Args {
    /// The scenario, a TOML file; its fields are in docs/govern/simulate.md
    file: PathBuf,
    /// Play this many days instead of the scenario's
    #[arg(long)]
    days: Option<u64>,
    /// Use this seed instead of the scenario's
    #[arg(long)]
    seed: Option<u64>,
    /// Write one line a day
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write charts
    #[arg(long, value_name = "FILE", visible_alias = "plot")]
    svg: Option<PathBuf>,
    /// Width of the charts in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = WIDTH, requires = "svg",
          value_parser = clap::value_parser!(u16).range(i64::from(LEAST_WIDTH)..=i64::from(MOST_WIDTH)))]
    plot_width: u16,
    /// Print the figures as JSON instead of a table
    #[arg(long)]
    json: bool,
}

type Output = Csv<BufWriter<File>>;

/// One run that is over.
pub(crate) struct Run {
    pub label: String,
    pub figures: Figures,
    pub points: Vec<Point>,
    /// Deposits and exits that people tried.
    pub flows: u64,
}

/// Plays every run of the scenario. The figures go to the standard output, progress and speed to the standard error.
///
/// # Errors
/// When the file is no scenario, a sum does not add up, a promise is broken, or a file cannot be written.
pub fn run(args: Args) -> Result<Verdict> {
    if let Some(path) = &args.svg {
        floe_draw::check_svg(path)?;
        floe_draw::check_file(path)?;
    }
    let name = args.file.display();
    let text = fs::read_to_string(&args.file).with_context(|| format!("cannot read {name}"))?;
    let mut variants = scenario::read(&text).with_context(|| format!("{name}"))?;
    for variant in &mut variants {
        variant.scenario.days = args.days.unwrap_or(variant.scenario.days);
        variant.scenario.seed = args.seed.unwrap_or(variant.scenario.seed);
        variant.scenario.check()?;
    }
    let mut csv = args.csv.as_ref().map(output).transpose()?;
    let began = Instant::now();
    let bar = bar(&variants);
    let runs = variants
        .iter()
        .map(|variant| play(variant, csv.as_mut(), &bar))
        .collect::<Result<Vec<_>>>()?;
    bar.finish_and_clear();
    if let Some(csv) = csv {
        csv.finish().context("cannot write the CSV file")?;
    }
    let title = variants
        .first()
        .map(|v| v.scenario.title.clone())
        .unwrap_or_default();
    if let Some(path) = &args.svg {
        let lines: Vec<_> = runs
            .iter()
            .map(|run| (run.label.clone(), run.points.clone()))
            .collect();
        fs::write(path, svg::draw(&title, &lines, args.plot_width))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    report::print(&title, &variants, &runs, args.json)?;
    report::speed(&runs, began.elapsed());
    Ok(Verdict::Sound)
}

fn output(path: &PathBuf) -> Result<Output> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Csv::new(BufWriter::new(file))?)
}

/// Hidden where the standard error is no terminal.
fn bar(variants: &[Variant]) -> ProgressBar {
    let days = variants.iter().map(|variant| variant.scenario.days).sum();
    let bar = ProgressBar::new(days);
    let style = ProgressStyle::with_template("{msg} {wide_bar} day {pos} of {len}, {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

fn play(variant: &Variant, mut csv: Option<&mut Output>, bar: &ProgressBar) -> Result<Run> {
    let Variant { label, scenario } = variant;
    bar.set_message(label.clone());
    let sim = build::simulation(scenario, &build::operators(scenario))?;
    let mut course = Course::new(scenario, Watched::new(sim));
    for day in 0..scenario.days {
        course.day(day)?;
        if let Some(csv) = csv.as_mut() {
            csv.row(label, day + 1, course.stage.sim())
                .context("cannot write the CSV file")?;
        }
        bar.inc(1);
    }
    Ok(Run {
        label: label.clone(),
        figures: Figures::of(scenario, course.stage.sim(), &course.meter)?,
        flows: course.meter.flows(),
        points: course.meter.series.points,
    })
}
