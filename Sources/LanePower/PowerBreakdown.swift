// Electrical power of one end of a link, item by item, at named boundaries.

/// Where a power figure ends. Each boundary holds those before it.
public enum PowerBoundary: Int, CaseIterable, Sendable {
  /// Module or engine of one end with its share of the lasers.
  case optics
  /// And the host SerDes.
  case io
  /// And its share of the switch or interface box.
  case system
  /// Both ends of all links of one accelerator.
  case network
  /// And the accelerator.
  case cluster
}

/// Power in watts, both directions. Each boundary is the sum of its items and nothing else.
public struct PowerBreakdown: Sendable {
  public var retimers = 0.0
  public var drivers = 0.0
  public var receivers = 0.0
  public var lasers = 0.0
  public var laserCooling = 0.0
  public var laserControl = 0.0
  public var tuning = 0.0
  public var management = 0.0
  public var converters = 0.0
  public var hostSerdes = 0.0
  public var boxCore = 0.0
  public var fans = 0.0
  public var supply = 0.0
  public var otherEnds = 0.0
  public var accelerator = 0.0

  public init() {}

  /// Boundary `optics`: the module or engine with its share of the lasers.
  public var optics: Double {
    retimers + drivers + receivers + lasers + laserCooling + laserControl + tuning + management
      + converters
  }
  /// Boundary `io`: optics and the host SerDes.
  public var io: Double { optics + hostSerdes }
  /// Boundary `system`: one end with its share of the box.
  public var system: Double { io + boxCore + fans + supply }
  /// Boundary `network`: both ends of every link of one accelerator.
  public var network: Double { system + otherEnds }
  /// Boundary `cluster`: one accelerator with its network.
  public var cluster: Double { network + accelerator }

  /// The sum up to a boundary.
  public func total(_ boundary: PowerBoundary) -> Double {
    switch boundary {
    case .optics: optics
    case .io: io
    case .system: system
    case .network: network
    case .cluster: cluster
    }
  }

  /// The items in the order of the sum, each with the first boundary that holds it and what a reader
  /// calls it.
  public var items: [(boundary: PowerBoundary, label: String, watts: Double)] {
    [
      (.optics, "retimers", retimers), (.optics, "drivers", drivers),
      (.optics, "receivers", receivers), (.optics, "lasers", lasers),
      (.optics, "laser cooling", laserCooling), (.optics, "laser module control", laserControl),
      (.optics, "ring tuning", tuning), (.optics, "management", management),
      (.optics, "converters", converters), (.io, "host SerDes", hostSerdes),
      (.system, "switch or interface chip", boxCore), (.system, "fans", fans),
      (.system, "power supply", supply), (.network, "other link ends", otherEnds),
      (.cluster, "accelerator", accelerator),
    ]
  }
}

/// What a box draws besides what it feeds: fans or pumps, and its power supply.
public struct BoxLosses: Sendable {
  /// Fans or pumps over what they cool.
  public var fanRatio: Double
  /// Output over input of the supply.
  public var supplyEfficiency: Double

  public init(fanRatio: Double, supplyEfficiency: Double) {
    self.fanRatio = fanRatio
    self.supplyEfficiency = supplyEfficiency
  }

  /// Power of the fans for a load, W.
  public func fans(_ load: Double) -> Double { fanRatio * load }
  /// What the supply loses with the load and its fans, W.
  public func supply(_ load: Double) -> Double {
    (load + fans(load)) * (1 - supplyEfficiency) / supplyEfficiency
  }
  /// What the box draws for each watt of the load.
  public var intake: Double { (1 + fanRatio) / supplyEfficiency }
}

/// What surrounds the two ends of a link.
public struct Surroundings: Sendable {
  /// Energy of the chip behind the SerDes, J per payload bit.
  public var boxCore: Double
  public var losses: BoxLosses
  public var linksPerAccelerator: Double
  /// W.
  public var accelerator: Double
  /// Facility power over equipment power.
  public var usageEffectiveness: Double

  public init(
    boxCore: Double, losses: BoxLosses, linksPerAccelerator: Double, accelerator: Double,
    usageEffectiveness: Double
  ) {
    self.boxCore = boxCore
    self.losses = losses
    self.linksPerAccelerator = linksPerAccelerator
    self.accelerator = accelerator
    self.usageEffectiveness = usageEffectiveness
  }

  /// Fill in the items beyond boundary io for a payload in bit/s.
  public func complete(_ power: inout PowerBreakdown, payloadRate: Double) {
    power.boxCore = boxCore * payloadRate
    power.fans = losses.fans(power.io + power.boxCore)
    power.supply = losses.supply(power.io + power.boxCore)
    power.otherEnds = power.system * (2 * linksPerAccelerator - 1)
    power.accelerator = accelerator
  }
}
