// The least electrical power of the optics: swing, light and temperatures that a link finds together.

import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower
import LaneSignal

extension BudgetEngine {
  /// What one trial of a swing hands to the next.
  private struct SwingMemory {
    var temperatures = SettleStart()
    /// A ratio, the inverse light there, and its power law's exponent over the ratio.
    private var root: (ratio: Double, inverseLight: Double, exponent: Double)?
    /// How wrong the slope of a look was there.
    var correction = 1.0
    var exponent: Double { root?.exponent ?? 0 }

    /// A guess of the inverse light.
    func start(_ ratio: Double) -> Double? {
      root.map { $0.inverseLight * exponential($0.exponent * logarithm(ratio / $0.ratio)) }
    }

    /// Next to where no light suffices the power law is too steep to be followed.
    mutating func take(_ ratio: Double, _ inverseLight: Double, exponent: Double) {
      root = abs(exponent) < 20 ? (ratio, inverseLight, exponent) : nil
    }
  }

  /// Nepers of swing over which differences are taken.
  private static var nearby: Double { 1e-4 }

  /// Choose the swing with the least electrical power of the optics, and the light and the temperatures
  /// that belong to it; the status tells what is in the way of every swing.
  func leastPower() -> Status {
    let basis = lightBasis(target: blocks.laserAim.margin)
    var memory = SwingMemory()
    var search = SwingSearch(blocks.swingFloor...1)
    var step = search.first
    for _ in 0..<300 {
      switch step {
      case .attempt(let ratio, let effort):
        step = search.next(after: trial(ratio, basis, effort, &memory), at: ratio)
      case .stop(let status): return status
      }
    }
    return .errorFloor
  }

  /// Find light and temperatures of a swing, and leave the link there.
  private func trial(
    _ ratio: Double, _ basis: LightBasis, _ effort: SwingSearch.Effort,
    _ memory: inout SwingMemory
  ) -> SwingTrial {
    swingRatio = ratio
    sourceLevels = levels(of: ratio == 1 ? blocks.source : blocks.source.driven(ratio))
    lightScale = 1
    let currents = blocks.photodiode.currents(received)
    let root = basis.root(
      currents, start: memory.start(ratio), correction: memory.correction,
      tolerance: effort == .rough ? 2e-3 : 2e-8)
    let nearby = levels(of: blocks.source.driven(ratio * (1 - Self.nearby)))
    let exponent =
      effort == .final
      ? memory.exponent
      : basis.exponent(
        root, nearby: nearby.watts * (currents[3] / sourceLevels.watts[3]),
        nepers: -Self.nearby)
    guard root.exists else {
      // Levels out of order: driven over the edge of the modulator's curve.
      let isFolded =
        !(currents[0] < currents[1] && currents[1] < currents[2] && currents[2] < currents[3])
      return isFolded
        ? .refusal(.errorFloor, missing: .infinity, relief: -1)
        : .refusal(.errorFloor, missing: basis.shortfall(root), relief: exponent)
    }
    memory.correction = root.correction
    memory.take(ratio, root.inverseLight, exponent: exponent)
    lightScale = 1 / root.inverseLight
    let isStable = settle(
      from: memory.temperatures, tolerance: effort == .rough ? 0.2 : 1e-9)
    let moved = movedPower
    guard isStable else {
      return .refusal(
        .thermalRunaway, missing: .infinity, relief: exponent * moved.light - moved.swing)
    }
    memory.temperatures = SettleStart(point)
    let status = limit
    guard status == .ok else {
      return .refusal(
        status, missing: excess(status),
        relief: relief(status, exponent: exponent, nearby: nearby))
    }
    let lasers = point.laserCount * (point.lasers.laserPower + point.lasers.coolerPower)
    return .answer(
      power: quietElectronics + moved.swing + lasers, swing: moved.swing, light: moved.light,
      exponent: exponent)
  }

  /// Nepers by which the light as it is exceeds a limit.
  private func excess(_ status: Status) -> Double {
    switch status {
    case .laserRating: logarithm(laserOutput / laserRating)
    case .launchLimit: logarithm(launch.average / blocks.laserAim.launchLimit)
    default: logarithm(received.average / blocks.amplifier.overload)
    }
  }

  /// How the excess over a limit falls with the swing, per neper: as it does to a nearby swing with its
  /// light.
  private func relief(_ status: Status, exponent: Double, nearby: OpticalLevels) -> Double {
    let (ratio, levels, scale, here) = (swingRatio, sourceLevels, lightScale, point)
    defer { (swingRatio, sourceLevels, lightScale, point) = (ratio, levels, scale, here) }
    func settled() -> Double? {
      settle(from: SettleStart(here)) ? excess(status) : nil
    }
    let start = settled()
    swingRatio = ratio * (1 - Self.nearby)
    sourceLevels = nearby
    lightScale = scale * (1 + exponent * Self.nearby)
    let end = settled()
    if let start, let end, start.isFinite, end.isFinite { return (end - start) / Self.nearby }
    // A laser too hot to give light, or a box beyond balance, wants less heat.
    (swingRatio, sourceLevels, lightScale) = (ratio, levels, scale)
    let moved = movedPower
    return exponent * moved.light - moved.swing
  }
}
