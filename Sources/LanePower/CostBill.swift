// The bill of one end of a link: blocks, yields, what a good one costs, and its price.

import LaneParameters

/// Costs of blocks, yields and margins, from the settings of a fleet. In dollars.
public struct CostFigures: Sendable {
  var eml, cwLaser, vcsel, siliconChip, thinFilmChip, discreteAssembly: LaneRateLaw
  var driver, amplifier, dsp, cdr: LaneRateLaw
  var board, discreteBoard, other, linearUplift, linearTestAdder, moduleYield: Double
  var moduleMargin, discreteMargin, passiveCable: LaneRateLaw
  var activeCable: Double
  var learning: Double
  var engine, nearPackageEngine, engineTbps, fiberAttach, faceConnector, innerFiber: Double
  var externalLaser, asic, engineYield, attachYield, packageMargin: Double
  var enginesPerPackage: Int
  var knownGoodEngines, engineRework: Bool
  /// Lasers of a group for each that it needs.
  var laserSpares: Double

  public init(_ s: Settings) {
    func law(_ key: ListSetting) -> LaneRateLaw { LaneRateLaw(s.list(key)) }
    eml = law(Fleet.emlUsd)
    cwLaser = law(Fleet.cwLaserUsd)
    vcsel = law(Fleet.vcselUsd)
    siliconChip = law(Fleet.siliconChipUsd)
    thinFilmChip = law(Fleet.tflnChipUsd)
    discreteAssembly = law(Fleet.discreteAssemblyUsd)
    driver = law(Fleet.driverUsd)
    amplifier = law(Fleet.tiaUsd)
    dsp = law(Fleet.dspUsd)
    cdr = law(Fleet.cdrUsd)
    board = s.real(Fleet.boardUsd)
    discreteBoard = s.real(Fleet.discreteBoardUsd)
    other = s.real(Fleet.moduleOtherUsd)
    linearUplift = s.real(Fleet.linearUplift)
    linearTestAdder = s.real(Fleet.linearTestAdder)
    moduleYield = Yield.product(s.list(Fleet.moduleYields))
    moduleMargin = law(Fleet.moduleMargin)
    discreteMargin = law(Fleet.discreteMargin)
    passiveCable = law(Fleet.passiveCableUsdPerTbps)
    activeCable = s.real(Fleet.activeCableUsdPerTbps)
    learning =
      LearningCurve(rate: s.real(Fleet.learningRate), volumeRatio: s.real(Fleet.volumeRatio)).factor
    engine = s.real(Fleet.engineUsdPerTbps)
    nearPackageEngine = s.real(Fleet.nearPackageEngineUsdPerTbps)
    engineTbps = s.real(Fleet.engineRateTbps)
    fiberAttach = s.real(Fleet.fiberAttachUsdPerTbps)
    faceConnector = s.real(Fleet.faceConnectorUsdPerTbps)
    innerFiber = s.real(Fleet.innerFiberUsdPerTbps)
    externalLaser = s.real(Fleet.externalLaserUsd)
    asic = s.real(Fleet.asicUsdPerTbps)
    engineYield = s.real(Fleet.engineYield)
    attachYield =
      s.real(Fleet.attachYield)
      * Yield.product(
        Array(repeating: s.real(Fleet.fiberYield), count: s.integer(Fleet.fibersPerEngine)))
    packageMargin = s.real(Fleet.packageMargin)
    enginesPerPackage = s.integer(Fleet.enginesPerPackage)
    knownGoodEngines = s.flag(Fleet.knownGoodEngines)
    engineRework = s.flag(Fleet.engineRework)
    laserSpares =
      Double(s.integer(Fleet.laserGroupSize)) / Double(max(1, s.integer(Fleet.laserGroupNeeded)))
  }
}

/// The bill of one end, block by block.
public struct CostBill: Sendable {
  /// What a reader calls each block, and its cost; they sum to ``cost``.
  public let items: [(label: String, usd: Double)]
  public let cost: Double
  public let price: Double
  /// Price of what replaces a failed group of external lasers, for each laser that it needs.
  public let laserPrice: Double
  /// Good packages; 1 for a pluggable.
  public let packageYield: Double

  /// `boxPayload` is what all ports of the box with this end carry, bit/s; the package of a switch may
  /// have spare engines.
  public init(
    _ end: LinkEnd, _ figures: CostFigures, boxPayload: Double, isSwitch: Bool
  ) throws(LightlaneError) {
    var yield = 1.0
    let items: [(label: String, usd: Double)]
    switch end.place {
    case .passiveCable, .activeCable: items = Self.cable(end, figures)
    case .module: items = try Self.module(end, figures)
    case .nearPackage, .coPackaged:
      let found = try Self.engine(
        end, figures, boxPayload: boxPayload, fitted: isSwitch ? figures.enginesPerPackage : 0)
      (items, yield) = (found.items, found.yield)
    }
    self.items = items
    cost = items.reduce(0) { $0 + $1.usd }
    let margin =
      switch end.place {
      case .passiveCable, .activeCable: 0.0
      case .nearPackage, .coPackaged: figures.packageMargin
      case .module:
        (end.hasLaserPerLane ? figures.discreteMargin : figures.moduleMargin)
          .between(bitRate: end.bitRate)
      }
    price = cost / (1 - margin)
    laserPrice =
      figures.externalLaser * end.lasersForEach(figures) * figures.learning / (1 - margin)
    packageYield = yield
  }

  // MARK: Kinds of ends

  /// Half of a cable, whose price counts as its cost.
  private static func cable(_ end: LinkEnd, _ f: CostFigures) -> [(label: String, usd: Double)] {
    let perEnd = 0.5 * end.payload * 1e-12
    if end.place == .activeCable { return [("active cable", f.activeCable * perEnd)] }
    let first = f.passiveCable.at100G
    let perMetre = f.passiveCable.at200G - first
    return [("passive cable", max(0, first + perMetre * (end.cableLength - 1)) * perEnd)]
  }

  private static func module(
    _ end: LinkEnd, _ f: CostFigures
  ) throws(LightlaneError) -> [(label: String, usd: Double)] {
    guard f.moduleYield > 0 else {
      throw LightlaneError(
        .infeasible, "module_yields has a step that nothing passes: no module is ever good",
        parameter: Fleet.moduleYields.id)
    }
    let rate = end.bitRate
    var items: [(label: String, usd: Double)] = []
    func add(_ label: String, _ usd: Double) { if usd != 0 { items.append((label, usd)) } }
    add("lasers", lasers(end, f))
    switch end.source {
    case .silicon: add("photonic chips", end.lanes * f.siliconChip.power(bitRate: rate))
    case .thinFilm: add("photonic chips", end.lanes * f.thinFilmChip.power(bitRate: rate))
    case .discrete, .verticalCavity:
      add("subassemblies", end.lanes * f.discreteAssembly.power(bitRate: rate))
    }
    let drivers = end.lanes * f.driver.power(bitRate: rate)
    let amplifiers = end.lanes * f.amplifier.power(bitRate: rate)
    let dsp = end.lanes * f.dsp.power(bitRate: rate)
    add("drivers", drivers * (end.retimesTransmit ? 1 : 1 + f.linearUplift))
    add("amplifiers", amplifiers * (end.retimesReceive ? 1 : 1 + f.linearUplift))
    add("DSP", 0.5 * end.dspDirections * dsp)
    add("analog retimers", 0.5 * end.cdrDirections * end.lanes * f.cdr.power(bitRate: rate))
    add("board", end.hasLaserPerLane ? f.discreteBoard : f.board)
    add("shell, controller and the rest", f.other)
    if !end.retimesTransmit, !end.retimesReceive {
      let parts = items.filter { $0.label != "drivers" && $0.label != "amplifiers" }
      let retimed = parts.reduce(drivers + amplifiers + dsp) { $0 + $1.usd }
      add("test with hosts", f.linearTestAdder * retimed)
    }
    let learnt = items.map { (label: $0.label, usd: $0.usd * f.learning) }
    let good = learnt.reduce(0) { $0 + $1.usd }
    return learnt + (f.moduleYield < 1 ? [("yield loss", good / f.moduleYield - good)] : [])
  }

  private static func lasers(_ end: LinkEnd, _ f: CostFigures) -> Double {
    let each =
      switch end.source {
      case .discrete: f.eml.power(bitRate: end.bitRate)
      case .verticalCavity: f.vcsel.power(bitRate: end.bitRate)
      case .silicon, .thinFilm:
        end.laserIsExternal ? f.externalLaser : f.cwLaser.power(bitRate: end.bitRate)
      }
    return end.lasersFitted(f) * each
  }

  /// `fitted` engines in a co-packaged box; 0 is as many as it needs.
  private static func engine(
    _ end: LinkEnd, _ f: CostFigures, boxPayload: Double, fitted: Int
  ) throws(LightlaneError) -> (items: [(label: String, usd: Double)], yield: Double) {
    let isCoPackaged = end.place == .coPackaged
    let rate = isCoPackaged ? f.engine : f.nearPackageEngine
    let ratio = boxPayload * 1e-12 / f.engineTbps
    let needed = Int(exactly: max(1, (ratio - 1e-9).rounded(.up))) ?? .max
    let fitted = isCoPackaged && fitted > 0 ? fitted : needed
    if fitted < needed {
      throw LightlaneError(
        .contradiction,
        "engines_per_package = \(fitted) is below the \(needed) engines that the ports of its box"
          + " need at engine_rate_tbps = \(decimal(f.engineTbps)) Tb/s",
        parameter: Fleet.enginesPerPackage.id)
    }
    let engineTbps = boxPayload * 1e-12 / Double(needed)
    let package = PackageBuild(
      needed: needed, fitted: fitted, engineCost: rate * engineTbps * f.learning,
      attachCost: f.fiberAttach * engineTbps * f.learning,
      chipCost: isCoPackaged ? f.asic * boxPayload * 1e-12 : 0, engineYield: f.engineYield,
      attachYield: f.attachYield, enginesAreKnownGood: f.knownGoodEngines,
      // A socketed engine is tested in its socket, and replaced.
      enginesAreReplaced: !isCoPackaged || f.engineRework)
    let cost = package.costPerGood
    guard cost.isFinite else {
      throw LightlaneError(
        .infeasible,
        "no package with \(needed) engines is ever good: engine_yield ="
          + " \(decimal(f.engineYield)), attach_yield with its fibres = \(decimal(f.attachYield))",
        parameter: Fleet.attachYield.id)
    }
    let share = end.payload / boxPayload
    let tbps = end.payload * 1e-12 * f.learning
    var items: [(label: String, usd: Double)] = [
      ("engines", rate * tbps), ("fibre arrays", f.fiberAttach * tbps),
      ("external lasers", lasers(end, f) * f.learning),
      ("face-plate connectors", f.faceConnector * tbps), ("inner fibres", f.innerFiber * tbps),
    ]
    if !end.laserIsExternal { items[2].label = "lasers" }
    let loss = (cost - package.costWithoutLoss) * share
    if loss != 0 { items.append(("yield loss and spare engines", loss)) }
    return (items, package.yield)
  }
}

extension LinkEnd {
  /// Lasers that an optical end is built with, spares included; shared ones in parts.
  public func lasersFitted(_ figures: CostFigures) -> Double {
    (hasLaserPerLane ? lanes : lasers) * lasersForEach(figures)
  }

  /// Lasers for each that is needed, by its group or by a spare of its own.
  func lasersForEach(_ figures: CostFigures) -> Double {
    laserSpare == .none ? figures.laserSpares : 2
  }
}
