// The blocks of a link against closed forms and brute force.

import Foundation
import GoldenTables
import LaneChannel
import LaneNumerics
import LaneOptics
import LaneSignal
import Testing

private let evenDrive = SIMD4<Double>(-1, -1.0 / 3, 1.0 / 3, 1)

private func plant(
  length: Double = 500, connectors: Int = 4, zeroDispersion: Double = 1300, slope: Double = 0.093
) -> FibrePlant {
  FibrePlant(
    length: length, attenuationDb: 0.35e-3, connectors: connectors, connectorLossDb: 0.25,
    zeroDispersion: zeroDispersion * 1e-9, dispersionSlope: slope * 1e3, groupIndex: 1.467)
}

@Test func dispersionMatchesTheStandard() throws {
  for row in try goldenTable("g652_dispersion.csv") {
    let plant = plant(
      length: row["length_km"]! * 1e3, zeroDispersion: row["zero_dispersion_nm"]!,
      slope: row["slope"]!)
    // s/m to ps/nm: × 1e12 / 1e9.
    let found = plant.dispersion(wavelength: row["wavelength_nm"]! * 1e-9) * 1e3
    #expect(abs(found - row["ps_per_nm"]!) <= 0.005 + 1e-9, "\(row) \(found)")
  }
}

@Test func dispersionResponseIsTheSmallSignalForm() {
  let plant = plant(length: 10_000)
  let wavelength = 1337.5e-9
  for (nyquist, chirp) in [(26.5625e9, 0.0), (53.125e9, 0.5), (26.5625e9, -1.0)] {
    let response = plant.response(wavelength: wavelength, chirp: chirp, nyquist: nyquist)
    for i in response.indices {
      let f = NyquistBand.nodes[i] * nyquist
      let theta =
        .pi * wavelength * wavelength * plant.dispersion(wavelength: wavelength) * f * f
        / Constant.lightSpeed
      let truth = (1 + chirp * chirp) * pow(cos(theta + atan(chirp)), 2)
      #expect(abs(response[i] - truth) < 1e-12)
    }
  }
}

/// Positive chirp with positive dispersion must give the deeper roll-off.
@Test func positiveChirpInPositiveDispersionIsWorse() {
  let plant = plant(length: 10_000)
  let far = 7
  let positive = plant.response(wavelength: 1317.5e-9, chirp: 0.5, nyquist: 26.5625e9)[far]
  let negative = plant.response(wavelength: 1317.5e-9, chirp: -0.5, nyquist: 26.5625e9)[far]
  #expect(positive < negative)
}

@Test(arguments: [0, 1, 2, 7])
func multipathMatchesTheDoubleSum(connectors: Int) {
  let plant = plant(length: 2000, connectors: connectors)
  let count = connectors + 2
  let span = pow(10, -0.35 * 2 / Double(connectors + 1) / 10)
  let connector = pow(10, -0.025)
  func reflectance(_ i: Int) -> Double { i == 0 || i == count - 1 ? pow(10, -2.6) : pow(10, -3.5) }
  var sum = 0.0
  for j in 1..<count {
    for i in 0..<j {
      let transmission = pow(span, Double(j - i)) * pow(connector, Double(j - i - 1))
      sum += reflectance(i) * reflectance(j) * transmission * transmission
    }
  }
  let reflections = Reflections(
    connector: pow(10, -3.5), module: pow(10, -2.6), polarisation: 0.5)
  #expect(abs(reflections.beatVariance(along: plant) / (2 * 0.5 * sum) - 1) < 1e-12)
}

@Test func hostChannelFollowsTheStandardShape() {
  let channel = HostChannel(lossAtNyquistDb: 16)
  let transfer = channel.transfer(nyquist: 26.5625e9)
  func standard(_ f: Double) -> Double { 0.05 + 1.8 * f.squareRoot() + 0.2513 * f }
  // 802.3ck 120G: 16.0 dB at 26.5625 GHz.
  #expect(abs(standard(26.5625) - 16.0) < 0.01)
  for i in transfer.indices {
    let f = NyquistBand.nodes[i] * 26.5625
    let loss = -10 * log10(transfer[i])
    #expect(abs(loss - 16 * standard(f) / standard(26.5625)) < 1e-9)
  }
}

@Test func levelsFollowTheSineAndAgreeWithAverageAndExtinction() {
  for predistortion in [false, true] {
    let modulator = MachZehnder(
      swing: 2.2, halfWaveVoltage: 6, bandwidth: 40e9, lossDb: 5, extinctionLimit: pow(10, 2.5))
    let levels = OpticalLevels(
      watts: modulator.transmissions(drive: evenDrive, predistortion: predistortion) * 1e-2)
    let ratio = levels.extinctionRatio
    // OMA = 2 P_ave (ER - 1)/(ER + 1).
    #expect(abs(levels.oma - 2 * levels.average * (ratio - 1) / (ratio + 1)) < 1e-15)
    let contrast = (pow(10, 2.5) - 1) / (pow(10, 2.5) + 1)
    let tone = sin(.pi * 1.1 / 6) * contrast
    #expect(abs(ratio / ((1 + tone) / (1 - tone)) - 1) < 1e-12)
    #expect(predistortion ? abs(levels.levelMismatch - 1) < 1e-12 : levels.levelMismatch < 0.99)
  }
}

@Test func levelMismatchOfTheTransmitterIsWhatItSays() {
  for mismatch in [0.8, 0.95, 1] {
    let transmitter = ElectricalTransmitter(
      swing: 0.8, signalToNoise: 1e3, boostDb: 0, riseTime: 0, jitter: 0, levelMismatch: mismatch)
    let levels = transmitter.levels
    #expect(abs(3 * min(levels[1] - levels[0], levels[2] - levels[1]) / 2 - mismatch) < 1e-12)
  }
}

/// A thermal-noise receiver of 18.147 pA/√Hz over 0.55 × 53.125 GHz and 0.9 A/W: sigma 3.102 µA,
/// 2.4e-4 at -11.512 dBm.
@Test func thermalSensitivityMatchesTheClosedForm() {
  let sigma = 18.147e-12 * (0.55 * 53.125e9).squareRoot()
  #expect(abs(sigma - 3.102e-6) < 0.5e-9)
  let outer = 0.9 * 1e-3 * pow(10, -1.1512)
  let tails = SlicerTails(
    levels: SIMD4(0, outer / 3, 2 * outer / 3, outer), deviations: SIMD4(repeating: sigma))
  #expect(abs(tails.bitErrorRatio().value / 2.4e-4 - 1) < 1e-3)
}

@Test func equaliserBoundIsExactOnAFlatChannel() {
  let receiver = ElectricalReceiver(inputNoise: 0, equaliserLoss: 1)
  #expect(abs(receiver.slicerSignalToNoise(Spectrum(repeating: 0.01)) - 100) < 1e-10)
}

/// Against 20 000 midpoints: what the eight nodes of the band cost.
@Test(arguments: [0.0, 8, 16, 30])
func equaliserBoundIntegratesTheBand(loss: Double) {
  let channel = HostChannel(lossAtNyquistDb: loss)
  let receiver = ElectricalReceiver(inputNoise: 0, equaliserLoss: 1)
  let noise = 1e-3 + 1e-4 / channel.transfer(nyquist: 26.5625e9)
  let found = receiver.slicerSignalToNoise(noise)
  var mean = 0.0
  func standard(_ f: Double) -> Double { 0.05 + 1.8 * f.squareRoot() + 0.2513 * f }
  for i in 0..<20_000 {
    let f = (Double(i) + 0.5) / 20_000 * 26.5625
    let db = loss * standard(f) / standard(26.5625)
    mean += log(1 + 1 / (1e-3 + 1e-4 * pow(10, db / 10))) / 20_000
  }
  #expect(abs(10 * log10(found / (exp(mean) - 1))) < 0.002)
}
