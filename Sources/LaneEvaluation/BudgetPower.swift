// Power, heat and latency of the operating point that the budget engine found.

import LaneChannel
import LaneNumerics
import LaneOptics
import LanePower
import LaneSignal

extension BudgetEngine {
  /// Payload of all lanes, bit/s.
  var payloadRate: Double {
    blocks.lane.count * blocks.lane.bitRate / blocks.correction.code.overhead
  }

  /// What the boxes of one end hold and how hot they are.
  struct OperatingPoint {
    /// Module, engine or cable end; external lasers' module.
    var module = HeatedBox.State()
    var lasers = HeatedBox.State()
    /// Lasers of one end, and the light of each, W.
    var laserCount = 0.0
    var laserLight = 0.0
  }

  // MARK: Loads

  /// Lasers of one end: a module holds whole ones, external ones are shared, so that an engine counts
  /// its part.
  var laserCount: Double {
    if isCopper { return 0 }
    guard blocks.source.needsLaser else { return blocks.lane.count }
    let lasers = blocks.lane.count / blocks.laserPath.lanes
    return blocks.architecture.laserIsExternal ? lasers : lasers.rounded(.up)
  }

  /// The swing that drives the modulator, V.
  var swing: Double { blocks.source.swing * swingRatio }

  /// Power of one driver lane, W.
  func driverPower(swing: Double) -> Double {
    guard let ring = blocks.source.ring else { return blocks.driver.power(swing: swing) }
    return blocks.driver.power(
      swing: swing, capacitance: ring.capacitance, nyquist: blocks.lane.nyquist)
  }

  /// Power of the amplifiers in one end of a cable, W: each gives at most the host's swing.
  private var cableAmplifierPower: Double {
    guard blocks.architecture.amplifiesCable else { return 0 }
    return blocks.lane.count * blocks.driver.power(swing: blocks.hostTransmitter.swing)
  }

  /// Electronics of one end at 45 °C that do not depend on light or swing, W: retimers, receivers or
  /// a cable's amplifiers, management.
  var quietElectronics: Double {
    let figures = blocks.power
    let retimers = 0.5 * payloadRate * retimers { $0 == .dsp ? figures.dsp : figures.cdr }
    let receivers =
      isCopper ? cableAmplifierPower : blocks.lane.count * blocks.amplifier.power
    return figures.corner * (retimers + receivers + figures.overhead)
  }

  /// The box of the module, engine or cable end.
  func moduleBox(swing: Double, light: Double) -> HeatedBox {
    var box = HeatedBox(laser: blocks.laserElectrical)
    box.electronics = quietElectronics
    box.growth = blocks.power.growth
    box.converterEfficiency = blocks.power.converterEfficiency
    if isCopper { return box }
    let lanes = blocks.lane.count
    box.electronics += blocks.power.corner * lanes * driverPower(swing: swing)
    if let ring = blocks.source.ring {
      box.tuning = lanes * ring.heaterPower
      box.tuningPerKelvin = lanes * ring.heaterPerKelvin
      box.tuningTop = ring.heaterTop
    }
    box.lightBalance = lightBalance(light: light)
    if !blocks.architecture.laserIsExternal {
      box.lasers = laserCount
      box.light = light
      box.junctionResistance = blocks.laserPlace.junctionResistance
      box.cooler = blocks.laserPlace.cooler
    }
    return box
  }

  /// Light that enters the module from outside less that which it launches, W.
  private func lightBalance(light: Double) -> Double {
    let launched = blocks.lane.count * launch.average
    guard blocks.architecture.laserIsExternal else { return -launched }
    return laserCount * light * Decibel.ratio(-blocks.laserPath.externalLossDb) - launched
  }

  /// The box of a whole module of external lasers.
  func laserBox(light: Double) -> HeatedBox {
    var box = HeatedBox(laser: blocks.laserElectrical)
    box.lasers = blocks.laserPlace.lasersPerModule
    box.light = light
    box.electronics = box.lasers * blocks.laserPlace.control
    box.growth = blocks.power.growth
    box.converterEfficiency = blocks.power.converterEfficiency
    box.junctionResistance = blocks.laserPlace.junctionResistance
    box.cooler = blocks.laserPlace.cooler
    box.lightBalance = -box.lasers * light
    return box
  }

  // MARK: Temperatures

  /// Guesses of the unknown of each box, where there are any.
  struct SettleStart {
    var module: Double?
    var lasers: Double?

    init() {}

    init(_ point: OperatingPoint) {
      module = point.module.unknown
      lasers = point.lasers.unknown
    }
  }

  /// Find the operating point of the light and the swing as they are; false on thermal runaway, where
  /// the box that runs away is left at its crest.
  func settle(from start: SettleStart = SettleStart(), tolerance: Double = 1e-9) -> Bool {
    let light = isCopper ? 0 : laserOutput
    point.laserCount = laserCount
    point.laserLight = light
    let thermal = blocks.thermal
    let isExternal = blocks.architecture.laserIsExternal
    guard thermal.isSolved else {
      point.lasers = HeatedBox.State(
        caseTemperature: isExternal ? thermal.externalCaseTemperature : thermal.caseTemperature,
        laser: givenLaser, light: light, rise: thermal.laserRise,
        cooler: blocks.laserPlace.cooler)
      point.module = point.lasers
      point.module.caseTemperature = thermal.caseTemperature
      return true
    }
    func state(_ box: HeatedBox, _ resistance: Double, _ start: Double?) -> HeatedBox.State {
      box.settle(
        ambient: thermal.ambient, resistance: resistance, start: start, tolerance: tolerance)
        ?? box.crest(ambient: thermal.ambient, resistance: resistance)
    }
    point.module = state(
      moduleBox(swing: swing, light: light), thermal.resistance, start.module)
    point.lasers =
      isExternal
      ? state(laserBox(light: light), thermal.externalResistance, start.lasers) : point.module
    return point.module.loopGain < 1 && point.lasers.loopGain < 1
  }

  /// Power of the optics ahead of the converters that follows the swing, and the light, straight, W, with
  /// what the heat of it adds elsewhere; on thermal runaway the heat of it in the box that runs away.
  var movedPower: (swing: Double, light: Double) {
    let (module, lasers) = (point.module, point.lasers)
    let isExternal = blocks.architecture.laserIsExternal
    let drivers =
      blocks.power.corner * blocks.lane.count
      * (driverPower(swing: swing) - driverPower(swing: 0))
      * HeatedBox.growth(blocks.power.growth, at: module.caseTemperature)
    // A watt of light costs its slope, its share of the cooler for what is not light, and what its
    // junction's heat takes from it.
    let light = point.laserLight
    let perHeat =
      lasers.coolerPower > 0 ? lasers.coolerPower / (lasers.laserPower - light) : 0
    let lit =
      point.laserCount * light * (lasers.laserSlope + perHeat * (lasers.laserSlope - 1))
      / max(1 - lasers.junctionGain, 1e-3)
    // Each watt in a box comes back through its loop.
    var inModule = 1 / (1 - module.loopGain)
    var inLasers = 1 / (1 - lasers.loopGain)
    if module.loopGain >= 1 {
      (inModule, inLasers) = (1, isExternal ? 0 : 1)
    } else if lasers.loopGain >= 1 {
      (inModule, inLasers) = (0, 1)
    }
    let stray =
      module.loopGain * blocks.power.converterEfficiency * lightBalance(light: light)
    return (drivers * inModule, lit * inLasers + stray * inModule)
  }

  /// The laser at its given temperature.
  func rebuildGivenLaser() {
    let thermal = blocks.thermal
    let place =
      blocks.architecture.laserIsExternal
      ? thermal.externalCaseTemperature : thermal.caseTemperature
    let junction = blocks.laserPlace.cooler?.setpoint ?? (place + thermal.laserRise)
    givenLaser = blocks.laserElectrical.at(junction)
  }

  /// Light that one laser could give at the operating point, W.
  var laserRating: Double {
    let laser = blocks.laserElectrical
    return laser.rating(
      blocks.thermal.isSolved ? laser.at(point.lasers.laserTemperature) : givenLaser)
  }

  // MARK: Sums

  /// Electrical power of one end at the operating point, up to boundary io.
  var power: PowerBreakdown {
    var result = PowerBreakdown()
    let figures = blocks.power
    let temperature = point.module.caseTemperature
    let warm =
      figures.corner * HeatedBox.growth(figures.growth, at: temperature)
    let lanes = blocks.lane.count
    result.retimers =
      warm * 0.5 * payloadRate * retimers { $0 == .dsp ? figures.dsp : figures.cdr }
    result.management = warm * figures.overhead
    if isCopper {
      result.receivers = warm * cableAmplifierPower
    } else {
      result.drivers = warm * lanes * driverPower(swing: swing)
      result.receivers = warm * lanes * blocks.amplifier.power
      if let ring = blocks.source.ring {
        result.tuning =
          lanes
          * (ring.heaterPower + ring.heaterPerKelvin * max(0, ring.heaterTop - temperature))
      }
      result.lasers = point.laserCount * point.lasers.laserPower
      result.laserCooling = point.laserCount * point.lasers.coolerPower
      let cool = HeatedBox.growth(figures.growth, at: point.lasers.caseTemperature)
      result.laserControl = point.laserCount * blocks.laserPlace.control * cool
    }
    // Still without the converters.
    result.converters =
      result.optics * (1 - figures.converterEfficiency)
      / figures.converterEfficiency
    result.hostSerdes =
      blocks.hostSerdes.energy(lossDb: equalisedLossDb, channelDb: hostChannelLossDb) * payloadRate
    return result
  }

  /// The same with the items beyond boundary io.
  var wholePower: PowerBreakdown {
    var result = power
    blocks.surroundings.complete(&result, payloadRate: payloadRate)
    return result
  }

  /// Loss at Nyquist of the longer channel that a host drives or hears: to its module, or to the far host
  /// where passive copper joins them.
  var hostChannelLossDb: Double {
    isCopper && !blocks.architecture.retimesReceive
      ? equalisedLossDb : max(blocks.hostInput.lossAtNyquistDb, blocks.hostOutput.lossAtNyquistDb)
  }

  /// Loss at Nyquist that the host's receiver equalises: its own channel, and in a linear link the far
  /// host's or the cable with it, less what the cable's amplifier equalises.
  private var equalisedLossDb: Double {
    let architecture = blocks.architecture
    var loss = blocks.hostOutput.lossAtNyquistDb
    if architecture.retimesReceive { return loss }
    if isCopper { loss += blocks.cable.lossDb(at: blocks.lane.nyquist) }
    if architecture.amplifiesCable { loss -= blocks.driver.peakingDb }
    if !architecture.retimesTransmit { loss += blocks.hostInput.lossAtNyquistDb }
    return loss
  }

  /// Lasers with their coolers and, when external, the rest of their module, W.
  func laserPower(_ power: PowerBreakdown) -> Double {
    let parts = power.lasers + power.laserCooling + power.laserControl
    return blocks.architecture.laserIsExternal
      ? parts / blocks.power.converterEfficiency : parts
  }

  /// Electrical power that the module or engine itself draws, W.
  func modulePower(_ power: PowerBreakdown) -> Double {
    blocks.architecture.laserIsExternal ? power.optics - laserPower(power) : power.optics
  }

  /// Electrical power of one end that becomes heat in the module or engine, W: without external
  /// lasers, but with what of their light does not leave again.
  func moduleHeat(_ power: PowerBreakdown) -> Double {
    guard !isCopper else { return power.optics }
    let launched = blocks.lane.count * launch.average
    guard blocks.architecture.laserIsExternal else { return power.optics - launched }
    let path = Decibel.ratio(-blocks.laserPath.externalLossDb)
    return modulePower(power) + point.laserCount * point.laserLight * path - launched
  }

  // MARK: Latency

  /// One-way latency, host SerDes to host SerDes.
  var latency: LatencyBreakdown {
    var result = LatencyBreakdown()
    let isCopper = blocks.architecture.isCopper
    result.serdes = 2 * blocks.latency.serdes
    result.fec = blocks.correction.code.overhead > 1 ? blocks.latency.fec : 0
    result.retimers = retimers { $0 == .dsp ? blocks.latency.dsp : blocks.latency.cdr }
    let linearBlocks = isCopper ? (blocks.architecture.amplifiesCable ? 1.0 : 0) : 2
    result.linearBlocks = linearBlocks * blocks.latency.linear
    result.traces = 2 * blocks.latency.trace
    result.medium = isCopper ? blocks.cable.delay : blocks.plant.delay
    return result
  }

  /// The sum of a figure over the two directions that are retimed.
  private func retimers(_ figure: (Retimer) -> Double) -> Double {
    let architecture = blocks.architecture
    return (architecture.retimesTransmit ? figure(architecture.transmitRetimer) : 0)
      + (architecture.retimesReceive ? figure(architecture.receiveRetimer) : 0)
  }
}
