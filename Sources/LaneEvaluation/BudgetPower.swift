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

  /// Electrical power of one end.
  var power: PowerBreakdown {
    var result = PowerBreakdown()
    let lanes = blocks.lane.count
    result.retimers =
      0.5 * payloadRate
      * retimers { $0 == .dsp ? blocks.power.dsp : blocks.power.cdr }
    if !blocks.architecture.isCopper {
      result.drivers = lanes * blocks.driver.power(swing: blocks.source.swing)
      result.receivers = lanes * blocks.amplifier.power
      result.tuning = lanes * blocks.source.tuningPower
      result.lasers = laserPower
    }
    result.overhead = blocks.power.overhead
    result.hostSerdes = blocks.power.hostSerdes * payloadRate
    return result
  }

  /// Electrical power of one end's lasers, W.
  private var laserPower: Double {
    let lanes = blocks.lane.count
    guard blocks.source.needsLaser else { return lanes * blocks.source.laserPower * lightScale }
    // A module holds whole lasers; external ones are shared, so an engine counts its part.
    let lasers = lanes / blocks.laserPath.lanes
    return (blocks.architecture.laserIsExternal ? lasers : lasers.rounded(.up))
      * blocks.laser.electricalPower * lightScale
  }

  /// Electrical power of one end that becomes heat in the module or engine, W: without external
  /// lasers, but with what of their light does not leave again.
  var moduleHeat: Double {
    let power = self.power
    guard !blocks.architecture.isCopper else { return power.optics }
    let lanes = blocks.lane.count
    let launched = lanes * launch.average
    guard blocks.architecture.laserIsExternal else { return power.optics - launched }
    let path = Decibel.ratio(-blocks.laserPath.externalLossDb - blocks.laserPath.splitLossDb)
    return power.optics - laserPower + lanes * laserOutput * path - launched
  }

  /// One-way latency, host SerDes to host SerDes.
  var latency: LatencyBreakdown {
    var result = LatencyBreakdown()
    let isCopper = blocks.architecture.isCopper
    result.serdes = 2 * blocks.latency.serdes
    result.fec = blocks.correction.code.overhead > 1 ? blocks.latency.fec : 0
    result.retimers = retimers { $0 == .dsp ? blocks.latency.dsp : blocks.latency.cdr }
    result.linearBlocks = isCopper ? 0 : 2 * blocks.latency.linear
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
