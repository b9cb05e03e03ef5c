// What a report warns of: an answer that is outside what its parts are rated for.

import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower

extension BudgetEngine {
  /// Warnings of an answered link, a line each. Ratings are no row statuses, as a link beyond one still
  /// has its figures; their margins are metrics.
  func warnings(_ answer: LinkAnswer, _ values: LinkValues) -> [String] {
    var lines: [String] = []
    if answer.marginDb < 0 {
      let aim =
        blocks.laserAim.kind == .launch && !isCopper
        ? " at target_launch_oma_dbm = \(decimal(values.targetLaunchOmaDbm))" : ""
      lines.append("the link does not close\(aim); it lacks \(rounded(-answer.marginDb)) dB")
    }
    if values.laserLocation != 0, values.externalConnectors == 0, values.externalFiberLossDb == 0 {
      lines.append(
        "the way from the external laser has no loss; set external_connectors and"
          + " external_fiber_loss_db")
    }
    if answer.laserRatingMarginDb < 0 {
      lines.append(
        "the laser gives \(rounded(answer.laserOutputMw)) mW, which is"
          + " \(rounded(-answer.laserRatingMarginDb)) dB more than its \(ratingName) allows")
    }
    let loss = hostChannelLossDb
    if loss > blocks.hostSerdes.reachDb {
      let choice = ParameterRow.all[Parameter.hostSerdesClass.index]
      lines.append(
        "the host's channel loses \(rounded(loss)) dB; host_serdes_class ="
          + " \(choice.text(of: values.hostSerdesClass)) is for \(rounded(blocks.hostSerdes.reachDb)) dB,"
          + " and the energy no less than that of a class that reaches")
    }
    return (lines + heatWarnings(answer, values)).map { "warning: " + $0 }
  }

  private func heatWarnings(_ answer: LinkAnswer, _ values: LinkValues) -> [String] {
    let thermal = blocks.thermal
    let hasDSP =
      blocks.architecture.transmitRetimer == .dsp || blocks.architecture.receiveRetimer == .dsp
    let places: [(name: String, isThere: Bool, temperature: Double, limit: Double, key: String)] = [
      ("case", true, answer.temperatureCaseC, thermal.caseLimit, "case_limit_c"),
      ("laser", !isCopper, answer.temperatureLaserC, thermal.laserLimit, "laser_limit_c"),
      ("DSP", hasDSP, answer.temperatureDspC, thermal.dspLimit, "dsp_limit_c"),
    ]
    var lines = places.filter { $0.isThere && $0.temperature > $0.limit }.map {
      "the \($0.name) is at \(rounded($0.temperature)) degC; \($0.key) = \(decimal($0.limit))"
    }
    if answer.heatFluxMarginDb < 0 {
      lines.append(
        "the heat flux is \(rounded(answer.heatFluxWPerCm2)) W/cm2; the cooling takes"
          + " \(rounded(thermal.fluxLimit * 1e-4)) W/cm2")
    }
    if let ring = blocks.source.ring, !isCopper, answer.temperatureCaseC > ring.heaterTop {
      lines.append(
        "the rings are at \(rounded(answer.temperatureCaseC)) degC; beyond ring_hot_c ="
          + " \(decimal(ring.heaterTop)) heaters can not hold them on their laser")
    }
    return lines
  }

  private func rounded(_ value: Double) -> String { decimal((value * 100).rounded() / 100) }
}
