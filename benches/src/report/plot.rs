//! The plot: generated against hand, a bar for each case.

use super::Row;
use crate::case::names;
use plotters::prelude::*;
use std::path::Path;

/// Draws the ratios of instructions (of times, where instructions were not counted), on a logarithmic scale.
pub fn plot(rows: &[Row], path: &Path) -> Result<(), String> {
    let bars: Vec<(&str, f64)> = rows
        .iter()
        .filter_map(|row| {
            let (generated, hand) = (names::GENERATED, names::HAND);
            let ratio = row
                .instruction_ratio(generated, hand)
                .or(row.time_ratio(generated, hand))?;
            Some((row.name.as_str(), ratio))
        })
        .collect();
    draw(&bars, path).map_err(|error| error.to_string())
}

fn draw(bars: &[(&str, f64)], path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let height = 60 + 18 * bars.len() as u32;
    let root = SVGBackend::new(path, (800, height)).into_drawing_area();
    root.fill(&WHITE)?;
    let largest = bars.iter().fold(2.0_f64, |largest, bar| largest.max(bar.1)) * 1.2;
    let mut chart = ChartBuilder::on(&root)
        .caption("Generated / by hand, instructions", ("sans-serif", 16))
        .margin(8)
        .x_label_area_size(24)
        .y_label_area_size(200)
        .build_cartesian_2d((0.5..largest).log_scale(), 0.0..bars.len() as f64)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_label_formatter(&|ratio| format!("{ratio:.2}"))
        .draw()?;
    let colour = RGBColor(70, 110, 170);
    for (i, (name, ratio)) in bars.iter().enumerate() {
        let y = (bars.len() - 1 - i) as f64;
        let bar = [(1.0, y + 0.2), (ratio.clamp(0.5, largest), y + 0.8)];
        chart.draw_series([Rectangle::new(bar, colour.filled())])?;
        let (x, top) = chart.backend_coord(&(0.5, y + 0.8));
        let style = ("sans-serif", 12).into_text_style(&root);
        root.draw_text(name, &style, (x - 196, top))?;
    }
    chart.draw_series([PathElement::new(
        vec![(1.0, 0.0), (1.0, bars.len() as f64)],
        BLACK,
    )])?;
    root.present()?;
    Ok(())
}
