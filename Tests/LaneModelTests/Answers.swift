// What every model test asks: the answer of a link, or why there is none.

import LaneEvaluation
import LaneParameters
import Testing

/// Metrics that have a meaning for a link: all of them, or those without light for copper.
func metrics(of values: LinkValues) -> [Int] {
  let optical: Set<String> = [
    "optical_margin_db", "sensitivity_oma_dbm", "dispersion_penalty_db", "mpi_penalty_db",
    "laser_power_required_mw", "launch_average_dbm", "launch_oma_dbm", "extinction_ratio_db",
    "level_mismatch_ratio", "channel_loss_db", "received_average_dbm", "received_oma_dbm",
    "laser_output_mw", "laser_wall_plug_ratio", "drive_swing_v", "laser_rating_margin_db",
    "power_lasers_w", "temperature_laser_c",
  ]
  return MetricRow.all.indices.filter {
    values.medium == 0 || !optical.contains(MetricRow.all[$0].name.description)
  }
}

/// The answer of a link; throws why there is none.
func answer(_ values: LinkValues) throws -> LinkAnswer {
  var evaluator = RowEvaluator(try Plan(values, varying: [], metrics: metrics(of: values)))
  let status = evaluator.evaluate { _ in .nan }
  if status != .ok { throw evaluator.fault(status) { _ in .nan } }
  return evaluator.answer
}

/// The status of a link with its answer.
func outcome(_ values: LinkValues) -> (status: Status, answer: LinkAnswer) {
  do {
    return (.ok, try answer(values))
  } catch let error as LightlaneError {
    return (error.status, LinkAnswer())
  } catch {
    return (.noAnswer, LinkAnswer())
  }
}

/// Whether two answers are the same bits.
func identical(_ one: LinkAnswer, _ other: LinkAnswer) -> Bool {
  MetricRow.all.indices.allSatisfy { one[$0].bitPattern == other[$0].bitPattern }
}
