// Losses, fitted loss, its deviation, and integrated crosstalk noise of channels (93A.2 to 93A.4,
// 92.10.7).

import Glibc
import LaneChannel
import LaneNumerics

/// The fit of insertion loss in dB: a0 + a1 sqrt(f) + a2 f + a4 f^2, weighted by the transmission.
public struct LossFit: Sendable {
  /// Coefficients for frequencies as shares of ``scaleHz``.
  public let coefficients: [Double]
  public let scaleHz: Double

  public init(hertz: ArraySlice<Double>, transmission: ArraySlice<Complex>) {
    scaleHz = max(hertz.last ?? 1, .leastNormalMagnitude)
    // Least squares by reflections: the normal equations of these columns are close to singular.
    var columns = [[Double]](repeating: [], count: 5)
    for (f, value) in zip(hertz, transmission) {
      let x = f / scaleHz
      let size = max(value.magnitude, .leastNormalMagnitude)
      for (column, basis) in [1, x.squareRoot(), x, x * x, 20 * log10(size)].enumerated() {
        columns[column].append(size * basis)
      }
    }
    coefficients = Self.leastSquares(columns)
  }

  /// Gain in dB at a frequency: minus the fitted loss.
  public func gainDb(hertz: Double) -> Double {
    let x = hertz / scaleHz
    guard coefficients.count == 4 else { return .nan }
    return coefficients[0] + coefficients[1] * x.squareRoot() + coefficients[2] * x
      + coefficients[3] * x * x
  }

  /// Coefficients of all columns but the last that come closest to the last.
  private static func leastSquares(_ columns: [[Double]]) -> [Double] {
    var columns = columns
    let unknowns = columns.count - 1
    let rows = columns[0].count
    guard rows >= unknowns else { return [] }
    var diagonal = [Double](repeating: 0, count: unknowns)
    for k in 0..<unknowns {
      var length = columns[k][k...].reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length == 0 { return [] }
      if columns[k][k] > 0 { length = -length }
      diagonal[k] = length
      columns[k][k] -= length
      let scale = columns[k][k...].reduce(0) { $0 + $1 * $1 }
      for j in (k + 1)...unknowns {
        var product = 0.0
        for row in k..<rows { product += columns[k][row] * columns[j][row] }
        product *= 2 / scale
        for row in k..<rows { columns[j][row] -= product * columns[k][row] }
      }
    }
    var solution = [Double](repeating: 0, count: unknowns)
    for k in stride(from: unknowns - 1, through: 0, by: -1) {
      var value = columns[unknowns][k]
      for j in (k + 1)..<unknowns { value -= columns[j][k] * solution[j] }
      solution[k] = value / diagonal[k]
    }
    return solution
  }
}

/// Losses of a case at half of the symbol rate, in dB, and what the channels are like by themselves.
public struct ChannelLosses: Sendable {
  public var channelDb = Double.nan
  public var dieToDieDb = Double.nan
  public var transferDb = Double.nan
  public var fittedDb = Double.nan
  public var deviationDb = Double.nan
  public var crosstalkVolts = 0.0
  public var nearCrosstalkVolts = 0.0
  public var farCrosstalkVolts = 0.0
}

extension ComConfiguration {
  /// Weights of loss deviation and crosstalk over frequency.
  private func powerWeights(_ hertz: [Double], edgeHz: Double) -> [Double] {
    hertz.map { f in
      let angle = .pi * f / symbolRateHz
      let sinc = angle == 0 ? 1 : sin(angle) / angle
      let edge = 1 / (1 + pow(f / edgeHz, 4))
      let receiver = 1 / (1 + pow(f / receiverFilter.cutoffHz, 8))
      return sinc * sinc * edge * receiver
    }
  }

  func losses(
    _ channels: [ComChannel], dieToDie: [Complex], transfer: [Complex]
  ) -> ChannelLosses {
    var losses = ChannelLosses()
    guard let victim = channels.first, victim.hertz.count > 10 else { return losses }
    let hertz = victim.hertz
    let transmission = victim.differential.map(\.s21)
    let nyquist = symbolRateHz / 2
    func lossDb(_ values: [Complex]) -> Double {
      -interpolate(hertz, values.map { 20 * log10($0.magnitude) }, at: nyquist)
    }
    losses.channelDb = lossDb(transmission)
    losses.dieToDieDb = lossDb(dieToDie)
    losses.transferDb = lossDb(transfer)
    let whole = LossFit(hertz: hertz[...], transmission: transmission[...])
    losses.fittedDb = -interpolate(hertz, hertz.map(whole.gainDb), at: nyquist)

    let last = hertz.firstIndex { $0 >= highestHz } ?? hertz.count - 1
    let first = hertz.lastIndex { $0 <= lowestHz } ?? 0
    guard first < last else { return losses }
    let band = first...last
    let spacing = hertz[10] - hertz[9]
    let fit = LossFit(hertz: hertz[band], transmission: transmission[band])
    let weights = powerWeights(hertz, edgeHz: victimEdgeHz)
    var sum = 0.0
    for index in band {
      let deviation = 20 * log10(transmission[index].magnitude) - fit.gainDb(hertz: hertz[index])
      sum += weights[index] * deviation * deviation
    }
    losses.deviationDb = (spacing / (highestHz - lowestHz) * sum).squareRoot()

    func crosstalk(_ role: ComRole, edgeHz: Double, volts: Double) -> Double {
      let chosen = channels.filter { $0.role == role }
      if chosen.isEmpty { return 0 }
      let weights = powerWeights(hertz, edgeHz: edgeHz)
      var sum = 0.0
      for channel in chosen {
        for index in band { sum += weights[index] * channel.differential[index].s21.norm }
      }
      return volts * (2 * spacing / highestHz * sum).squareRoot()
    }
    losses.nearCrosstalkVolts = crosstalk(.near, edgeHz: nearEdgeHz, volts: nearNoiseVolts)
    losses.farCrosstalkVolts = crosstalk(.far, edgeHz: farEdgeHz, volts: farNoiseVolts)
    var all = [losses.nearCrosstalkVolts, losses.farCrosstalkVolts]
    // The reference program weighs all of it by the edge of the aggressor that it reads last.
    if rules == .reference450, all[0] > 0, nearEdgeHz != farEdgeHz {
      all[1] = crosstalk(.far, edgeHz: nearEdgeHz, volts: farNoiseVolts)
    }
    losses.crosstalkVolts = norm(all)
    return losses
  }
}

/// Piecewise linear through points with rising abscissas; NaN outside of them.
func interpolate(_ x: [Double], _ y: [Double], at point: Double) -> Double {
  guard let above = x.firstIndex(where: { $0 >= point }) else { return .nan }
  if x[above] == point { return y[above] }
  guard above > 0 else { return .nan }
  let share = (point - x[above - 1]) / (x[above] - x[above - 1])
  return y[above - 1] + share * (y[above] - y[above - 1])
}
