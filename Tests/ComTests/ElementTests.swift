// COM's packages, lines and filters against values computed from the standard's equations elsewhere.

import Foundation
import GoldenTables
import LaneChannel
import LaneNumerics
import Testing

@testable import LaneSignal

@Suite struct ElementTests {
  func line(_ ohm: Double, _ mm: Double, _ gamma: [Double]) -> ModelLine {
    ModelLine(
      gamma0: gamma[0], a1: gamma[1], a2: gamma[2], tau: 6.141e-3, impedance: ohm, lengthMm: mm)
  }

  func quantity(_ part: TwoPort, _ name: String) throws -> Double {
    switch name {
    case "s21_db": 20 * log10(part.s21.magnitude)
    case "s21_deg": part.s21.angle * 180 / .pi
    case "s11_db": 20 * log10(part.s11.magnitude)
    case "s22_db": 20 * log10(part.s22.magnitude)
    default: try #require(nil, "no quantity \(name)")
    }
  }

  func filter(_ gains: String, c2m: Bool) -> ContinuousTimeFilter {
    let gains = gains.split(separator: " ").compactMap { Double($0) }
    return c2m
      ? ContinuousTimeFilter(
        gainDb: gains[0], zeroHz: 12.58e9, firstPoleHz: 20e9, secondPoleHz: 28e9,
        lowGainDb: gains[1], lowHz: 1.328125e9)
      : ContinuousTimeFilter(
        gainDb: gains[0], zeroHz: 21.25e9, firstPoleHz: 21.25e9, secondPoleHz: 53.125e9,
        lowGainDb: gains[1], lowHz: 0.6640625e9)
  }

  @Test func equalTheGoldenValues() throws {
    for cells in try goldenCells("com_components.csv") {
      let hertz = try #require(Double(cells[2]))
      let expected = try #require(Double(cells[4]))
      let decimals = cells[4].split(separator: ".").dropFirst().first?.count ?? 0
      let tolerance = 0.6 * pow(10, -Double(decimals))
      let number = Double(cells[1]) ?? .nan
      let value: Double
      switch cells[0] {
      case "package":
        let gamma = [0, 9.909e-4, 2.772e-4]
        let package = DevicePackage(
          padFarads: [120e-15], coilHenry: [120e-12], bumpFarads: 30e-15,
          traces: [line(87.5, number, gamma), line(92.5, 1.8, gamma)], viaFarads: 0,
          ballFarads: 87e-15)
        value = try quantity(package.twoPort(hertz: hertz, ohm: 50), cells[3])
      case "three_stage":
        let gamma = [5e-4, 8.9e-4, 2e-4]
        let package = DevicePackage(
          padFarads: [40e-15, 90e-15, 110e-15], coilHenry: [130e-12, 150e-12, 140e-12],
          bumpFarads: 30e-15, traces: [line(87.5, number, gamma), line(95, 1.8, gamma)],
          viaFarads: 0, ballFarads: 40e-15)
        value = try quantity(package.twoPort(hertz: hertz, ohm: 50), cells[3])
      case "board":
        let board = HostBoard(
          deviceFarads: 29e-15,
          trace: ModelLine(
            gamma0: 0, a1: 3.8206e-4, a2: 9.5909e-5, tau: 5.79e-3, impedance: 100,
            lengthMm: number), connectorFarads: 19e-15)
        value = -(try quantity(board.twoPort(hertz: hertz, ohm: 50), cells[3]))
        #expect(abs(value + expected) <= tolerance, "\(cells)")
        continue
      case "edge":
        value =
          20 * log10(GaussianEdge(transitionNs: number * 1e-3).response(hertz: hertz).magnitude)
      case "butterworth":
        value =
          20
          * log10(
            ButterworthFilter(cutoffHz: number * 1e9).response(hertz: hertz).magnitude)
      case "ctf", "ctf_c2m":
        value =
          20
          * log10(
            filter(cells[1], c2m: cells[0] == "ctf_c2m").response(hertz: hertz).magnitude)
      default: value = try #require(nil, "no element \(cells[0])")
      }
      #expect(abs(value - expected) <= tolerance, "\(cells): \(value)")
    }
  }

  /// The bilinear transform is exact at warped frequencies.
  @Test func samplesAreFilteredByTheResponse() {
    let rate = 1.7e12
    for filter in [
      filter("-7 -3", c2m: false), filter("0 0", c2m: false), filter("-13 -1", c2m: true),
    ] {
      var impulse = [Double](repeating: 0, count: 1 << 16)
      impulse[0] = 1
      filter.filter(&impulse, samplesPerSecond: rate)
      var imaginary = [Double](repeating: 0, count: impulse.count)
      FourierTransform(count: impulse.count).forward(&impulse, &imaginary)
      for k in [0, 1, 7, 300, 2000, 9000] {
        let angle = .pi * Double(k) / Double(impulse.count)
        let expected = filter.response(hertz: rate / .pi * tan(angle))
        #expect((Complex(impulse[k], imaginary[k]) - expected).magnitude < 1e-9)
      }
    }
  }

  @Test func cascadeUndoesNothingAndKeepsPower() {
    // A lossless ladder reflects what it does not pass.
    let ladder = TwoPort.shunt(farads: 80e-15, hertz: 20e9, ohm: 50)
      .followed(by: .series(henry: 90e-12, hertz: 20e9, ohm: 50))
      .followed(by: .shunt(farads: 30e-15, hertz: 20e9, ohm: 50))
    #expect(abs(ladder.s11.norm + ladder.s21.norm - 1) < 1e-14)
    #expect(ladder.followed(by: .through) == ladder.followed(by: .through).followed(by: .through))
    #expect((ladder.s12 - ladder.s21).magnitude < 1e-15)
    #expect(ladder.reversed.reversed == ladder)
  }

  @Test func impulseOfAKnownFilter() throws {
    // Butterworth of 10 GHz: DC value, and the closed form of its step's final value.
    let filter = ButterworthFilter(cutoffHz: 10e9)
    for first in [0, 1] {
      let hertz = (first..<4001).map { Double($0) * 20e6 }
      let values = hertz.map {
        filter.response(hertz: $0) * Complex(magnitude: 1, angle: -2 * .pi * $0 * 1e-9)
      }
      let transform = try ImpulseTransform(stepHz: 20e6, samplesPerSecond: 800e9)
      let samples = try transform.samples(PhasedResponse(hertz: hertz, values: values), nil).0
      #expect(abs(samples.reduce(0, +) - 1) < (first == 0 ? 1e-12 : 2e-3))
      let peak = try #require(samples.indices.max { samples[$0] < samples[$1] })
      // The delay, and the 42 ps that the filter takes to its peak, in samples of 1.25 ps.
      #expect(abs(peak - 834) <= 4, "\(peak)")
    }
  }
}
