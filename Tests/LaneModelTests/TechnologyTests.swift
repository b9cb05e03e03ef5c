// Optics technologies, cables and multimode fibre against closed forms.

import Foundation
import LaneChannel
import LaneNumerics
import LaneOptics
import Testing

private let even = SIMD4<Double>(-1, -1.0 / 3, 1.0 / 3, 1)

@Test func electroAbsorptionKeepsAverageAndExtinction() {
  for predistortion in [false, true] {
    let laser = ElectroAbsorptionLaser(
      swing: 1.1, averagePower: 2e-3, extinctionDb: 5, exponent: 1.4, bandwidth: 45e9,
      relativeIntensityNoise: 1e-15, power: 0.2, maximumAveragePower: 1)
    let levels = laser.levels(drive: even, predistortion: predistortion)
    #expect(abs(levels.average - 2e-3) < 1e-15)
    #expect(abs(10 * log10(levels.extinctionRatio) - 5) < 1e-12)
    #expect(predistortion == (abs(levels.levelMismatch - 1) < 1e-9))
  }
}

@Test func ringFollowsTheLorentzian() {
  let ring = RingModulator(
    swing: 1.6, quality: 5300, shiftPerVolt: 45e-12, detuning: 100e-12, floor: 0.03,
    bandwidth: 60e9, excessLossDb: 0, heaterPower: 0, heaterTop: 0,
    heaterPerKelvin: 0, capacitance: 0)
  let levels = ring.transmissions(drive: even, predistortion: false, wavelength: 1310e-9)
  for level in 0..<4 {
    let distance = 100e-12 + 0.8 * 45e-12 * even[level]
    let half = 1310e-9 / 5300 / 2
    let truth = 1 - 0.97 / (1 + pow(distance / half, 2))
    #expect(abs(levels[level] - truth) < 1e-12)
  }
  #expect(levels[0] < levels[3])
}

/// The small-signal response of the poles and the zero, evaluated as complex numbers.
@Test func ringResponseIsThePoleZeroForm() {
  let ring = RingModulator(
    swing: 1, quality: 5300, shiftPerVolt: 45e-12, detuning: 70e-12, floor: 0.03,
    bandwidth: 1e15, excessLossDb: 0, heaterPower: 0, heaterTop: 0,
    heaterPerKelvin: 0, capacitance: 0)
  let wavelength = 1310e-9
  let response = ring.response(nyquist: 26.5625e9, wavelength: wavelength)
  let carrier = Constant.lightSpeed / wavelength
  let gamma = 2 * Double.pi * carrier / (2 * 5300)
  let delta = 2 * Double.pi * carrier * 70e-12 / wavelength
  for i in response.indices {
    let omega = 2 * Double.pi * NyquistBand.nodes[i] * 26.5625e9
    // |(2γ + jω) / ((γ + jω)² + Δ²)|² over its value at zero.
    let top = (4 * gamma * gamma + omega * omega) / (4 * gamma * gamma)
    let real = gamma * gamma - omega * omega + delta * delta
    let imaginary = 2 * gamma * omega
    let bottom = (real * real + imaginary * imaginary) / pow(gamma * gamma + delta * delta, 2)
    #expect(abs(response[i] / (top / bottom) - 1) < 1e-9)
  }
}

@Test func verticalCavityLaserIsASecondOrderSystem() {
  let laser = VerticalCavityLaser(
    swing: 0.5, averagePower: 1.4e-3, extinctionRatio: pow(10, 0.35), resonance: 26e9,
    damping: 1 / 2.0.squareRoot(), relativeIntensityNoise: 1e-14, power: 0.02,
    maximumAveragePower: 1)
  let levels = laser.levels(drive: even, predistortion: false)
  #expect(abs(levels.average - 1.4e-3) < 1e-15)
  #expect(abs(10 * log10(levels.extinctionRatio) - 3.5) < 1e-12)
  #expect(abs(levels.levelMismatch - 1) < 1e-12)
  // Damping 1/√2 is the Butterworth response: 1 / (1 + x⁴).
  let response = laser.response(nyquist: 26.5625e9)
  for i in response.indices {
    let x = NyquistBand.nodes[i] * 26.5625 / 26
    #expect(abs(response[i] - 1 / (1 + pow(x, 4))) < 1e-12)
  }
}

/// Half the light is left at modal bandwidth over length: a quarter of the electrical power.
@Test func multimodeFibreHalvesAtItsBandwidth() {
  let nyquist = 26.5625e9
  for length in [30.0, 100, 300] {
    let plant = FibrePlant(
      length: length, attenuationDb: 3e-3, connectors: 2, connectorLossDb: 0.25,
      zeroDispersion: 1300e-9, dispersionSlope: 93, groupIndex: 1.48,
      multimode: MultimodeGlass(modalBandwidth: 4.7e12, dispersion: 0, spectralWidth: 0.6e-9))
    let response = plant.response(wavelength: 850e-9, chirp: 0, nyquist: nyquist)
    for i in response.indices {
      let f = NyquistBand.nodes[i] * nyquist
      #expect(abs(response[i] - pow(0.25, pow(f / (4.7e12 / length), 2))) < 1e-12)
    }
  }
}

/// Two connectors and 2 m stay below the 19.75 dB of an IEEE 802.3ck 100GBASE-CR cable assembly.
@Test func cableOfTwoMetresIsWithinTheStandard() {
  let cable = CopperCable(
    length: 2, lossPerMetreDb: 7, connectorLossDb: 1.5, delayPerMetre: 4.6e-9, crosstalk: 0)
  #expect(abs(cable.lossDb(at: 26.5625e9) - 17) < 1e-12)
  #expect(cable.lossDb(at: 26.5625e9) < 19.75)
  let transfer = cable.transfer(nyquist: 53.125e9)
  for i in transfer.indices {
    let loss = cable.lossDb(at: NyquistBand.nodes[i] * 53.125e9)
    #expect(abs(-10 * log10(transfer[i]) - loss) < 1e-9)
  }
}
