// What turns an electrical lane into light: one technology at a time, all answering the same questions.

import LaneNumerics

/// The optics technology of a lane.
public enum LightSource: Sendable {
  /// Silicon or lithium-niobate Mach-Zehnder modulator, fed by a continuous-wave laser.
  case machZehnder(MachZehnder)
  /// Silicon ring modulator, fed by a continuous-wave laser.
  case ring(RingModulator)
  /// Electro-absorption modulated laser.
  case electroAbsorption(ElectroAbsorptionLaser)
  /// Directly modulated vertical-cavity laser.
  case verticalCavity(VerticalCavityLaser)

  /// Whether the light comes from a continuous-wave laser outside the modulator.
  public var needsLaser: Bool {
    switch self {
    case .machZehnder, .ring: true
    case .electroAbsorption, .verticalCavity: false
    }
  }

  /// Steady swing that the driver delivers, V.
  public var swing: Double {
    switch self {
    case .machZehnder(let modulator): modulator.swing
    case .ring(let ring): ring.swing
    case .electroAbsorption(let laser): laser.swing
    case .verticalCavity(let laser): laser.swing
    }
  }

  /// |H|² over the band.
  public func response(nyquist: Double, wavelength: Double) -> Spectrum {
    switch self {
    case .machZehnder(let modulator): modulator.response(nyquist: nyquist)
    case .ring(let ring): ring.response(nyquist: nyquist, wavelength: wavelength)
    case .electroAbsorption(let laser): laser.response(nyquist: nyquist)
    case .verticalCavity(let laser): laser.response(nyquist: nyquist)
    }
  }

  /// Levels at the output of chip or facet: per watt of continuous-wave light at the modulator's
  /// input, or in watts where the source is a laser itself.
  public func levels(drive: SIMD4<Double>, predistortion: Bool, wavelength: Double)
    -> OpticalLevels
  {
    switch self {
    case .machZehnder(let modulator):
      OpticalLevels(watts: modulator.transmissions(drive: drive, predistortion: predistortion))
    case .ring(let ring):
      OpticalLevels(
        watts: ring.transmissions(
          drive: drive, predistortion: predistortion, wavelength: wavelength))
    case .electroAbsorption(let laser):
      laser.levels(drive: drive, predistortion: predistortion)
    case .verticalCavity(let laser):
      laser.levels(drive: drive, predistortion: predistortion)
    }
  }

  /// Relative intensity noise of the source, one-sided, 1/Hz, where the source is a laser itself.
  public var relativeIntensityNoise: Double? {
    switch self {
    case .machZehnder, .ring: nil
    case .electroAbsorption(let laser): laser.relativeIntensityNoise
    case .verticalCavity(let laser): laser.relativeIntensityNoise
    }
  }

  /// Average light and electrical power of a lane's own laser at 25 °C, W, where it has one.
  public var ownLaser: (light: Double, power: Double, maximumLight: Double)? {
    switch self {
    case .machZehnder, .ring: nil
    case .electroAbsorption(let laser):
      (laser.averagePower, laser.power, laser.maximumAveragePower)
    case .verticalCavity(let laser):
      (laser.averagePower, laser.power, laser.maximumAveragePower)
    }
  }

  /// The ring of a lane, where it has one.
  public var ring: RingModulator? {
    if case .ring(let ring) = self { ring } else { nil }
  }

  /// The source driven with its swing times a ratio of at most one.
  public func driven(_ ratio: Double) -> LightSource {
    switch self {
    case .machZehnder(var modulator):
      modulator.swing *= ratio
      return .machZehnder(modulator)
    case .ring(var ring):
      ring.swing *= ratio
      return .ring(ring)
    case .electroAbsorption(var laser):
      laser.drive(ratio)
      return .electroAbsorption(laser)
    case .verticalCavity(var laser):
      laser.drive(ratio)
      return .verticalCavity(laser)
    }
  }
}
