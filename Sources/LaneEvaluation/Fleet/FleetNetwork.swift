// A network with its links: every tier's ends by class, each with its operating point, its bill and
// its ways to fail.

import LaneParameters
import LanePower

/// The links that a fleet is built of.
public struct FleetLinks: Sendable {
  /// From the interfaces up; the last serves the tiers above it too. Copper in front that does not close
  /// where links leave their rack gives way to the second.
  public var tiers: [FleetLink]
  /// What links within a rack use in place of the first tier's link.
  public var rack: FleetLink?
  /// What interfaces hold in place of the first tier's link with as many lanes as they need.
  public var interface: FleetLink?

  public init(tiers: [FleetLink], rack: FleetLink? = nil, interface: FleetLink? = nil) {
    self.tiers = tiers
    self.rack = rack
    self.interface = interface
  }
}

/// All ends of one kind at one side of a tier's links.
struct FleetEnds: Sendable {
  /// Such as "leaf to spine, lower: lpo".
  let label: String
  let tier: Int
  let box: BoxKind
  let point: FleetPoint
  /// Links on this side.
  let links: Int
  let linksPerModule: Int
  /// Modules, engines or cable ends.
  let modules: Int
  let bill: CostBill
  let modes: [FailureMode]
  /// Of the box that it is in.
  let losses: BoxLosses

  /// Boundary io of all of them, W.
  var io: Double { Double(modules) * point.io }
}

/// The links of a tier that have one length.
struct FleetSpan: Sendable {
  let label: String
  let tier: Int
  let lengthClass: LengthClass
  let length: Double
  let links: Int
  /// The link as its upper end has it.
  let point: FleetPoint
  /// The link's share of its module's rate, for what waits on the line rate.
  let lineRateOfLink: Double
}

/// Everything that the answers of a fleet are summed from.
struct FleetNetwork: Sendable {
  let settings: Settings
  let demand: FleetDemand
  let layout: FleetLayout
  let topology: FleetTopology
  let costs: CostFigures
  let reliability: ReliabilityFigures
  private(set) var spans: [FleetSpan] = []
  private(set) var ends: [FleetEnds] = []
  /// What was built otherwise than the links that were given.
  private(set) var warnings: [String] = []

  /// Payload rate of a link, bit/s.
  var rate: Double { settings.real(Fleet.nicRateGbps) * 1e9 }

  init(_ settings: Settings, _ links: FleetLinks) throws(LightlaneError) {
    self.settings = settings
    demand = FleetDemand(settings)
    layout = FleetLayout(settings)
    topology = try FleetTopology(demand)
    costs = CostFigures(settings)
    reliability = ReliabilityFigures(settings)
    try reliability.judge()
    let wanted = demand.tiers
    guard let first = links.tiers.first, links.tiers.count <= wanted else {
      throw LightlaneError(
        .count,
        "\(links.tiers.count) tiers of links are given;"
          + " \(Self.name(demand.topology)) takes 1 to \(wanted)")
    }
    for (index, tier) in topology.tiers.enumerated() {
      let link =
        links.tiers.indices.contains(index) ? links.tiers[index] : links.tiers.last ?? first
      for part in layout.parts(of: index, topology, demand) {
        let used = index == 0 ? self.used(part, first: link, links) : link
        // Copper in the rack has its own end at the interface.
        let interface = index == 0 && used.values.medium == 0 ? links.interface : nil
        try add(tier, index, part, used, interface: interface)
      }
    }
  }

  /// The link of the first tier within a class of length. Copper that is too short for what leaves its
  /// rack gives way to the link of the tier above.
  private mutating func used(
    _ part: (class: LengthClass, upper: [PortClass]), first: FleetLink, _ links: FleetLinks
  ) -> FleetLink {
    if part.class == .rack { return links.rack ?? first }
    guard first.values.medium != 0, links.tiers.count > 1 else { return first }
    let length = layout.length(part.class)
    if (try? point(first, length, "")) != nil { return first }
    let count = part.upper.reduce(0) { $0 + $1.boxes * $1.ports }
    warnings.append(
      "warning: \(count) links from interfaces to leaves leave their rack; \(links.tiers[1].name)"
        + " of the tier above takes the place of \(first.name), which does not close over"
        + " \(decimal(length)) m")
    return links.tiers[1]
  }

  private static func name(_ topology: Fleet.Topology) -> String {
    "\(SettingsGroup.fleet.settings[Fleet.topology.index].row.choices[topology.rawValue])"
  }

  private mutating func add(
    _ tier: LinkTier, _ index: Int, _ part: (class: LengthClass, upper: [PortClass]),
    _ link: FleetLink, interface: FleetLink?
  ) throws(LightlaneError) {
    let length = layout.length(part.class)
    let place = "\(tier.name) (\(link.name), \(part.class.name), \(decimal(length)) m)"
    let whole = try point(link, length, place)
    let sharing = try linksPerModule(whole, place)
    let ports = part.upper.reduce(0) { $0 + $1.boxes * $1.ports }
    let links = index == 0 ? ports : tier.links
    let carried = min(whole.payload, Double(sharing) * rate)
    spans.append(
      FleetSpan(
        label: "\(tier.name), \(part.class.name): \(link.name)", tier: index,
        lengthClass: part.class, length: length, links: links, point: whole,
        lineRateOfLink: whole.lineRate * min(1, rate / max(carried, rate))))
    try add(
      "\(tier.name), \(part.class.name), upper: \(link.name)", index, tier.upperBox, whole,
      part.upper, sharing)
    if index > 0 {
      try add(
        "\(tier.name), \(part.class.name), lower: \(link.name)", index, tier.lowerBox, whole,
        tier.lower, sharing)
      return
    }
    let own = interface ?? link.carrying(rate)
    let placed = "interface (\(own.name), \(part.class.name), \(decimal(length)) m)"
    try add(
      "\(tier.name), \(part.class.name), lower: \(own.name)", index, .interface,
      try point(own, length, placed), [PortClass(boxes: links, ports: 1)], 1)
  }

  /// The operating point of a link that closes.
  private func point(
    _ link: FleetLink, _ length: Double, _ place: String
  ) throws(LightlaneError) -> FleetPoint {
    let found = try FleetPoint(try link.reaching(length, place: place), place: place)
    let least = settings.real(Fleet.minimumMarginDb)
    guard found.margin >= least else {
      let margin = Double((found.margin * 100).rounded() / 100)
      throw LightlaneError(
        .infeasible,
        "\(place): margin = \(decimal(margin)) dB is below minimum_margin_db = \(decimal(least)) dB;"
          + " \(found.limit)",
        parameter: Fleet.minimumMarginDb.id)
    }
    return found
  }

  /// Links that share a module of a switch; 1 when a link needs several modules.
  private func linksPerModule(
    _ point: FleetPoint, _ place: String
  ) throws(LightlaneError) -> Int {
    let fits = (point.payload / rate + 1e-9).rounded(.down)
    let given = settings.integer(Fleet.linksPerModule)
    if given == 0 { return max(1, Int(exactly: fits) ?? 1) }
    guard given == 1 || Double(given) <= fits else {
      throw LightlaneError(
        .contradiction,
        "\(place): links_per_module = \(given) of nic_rate_gbps ="
          + " \(decimal(rate * 1e-9)) Gb/s are more than the"
          + " \(decimal((point.payload * 1e-8).rounded() / 10)) Gb/s of the module",
        parameter: Fleet.linksPerModule.id)
    }
    return given
  }

  private mutating func add(
    _ label: String, _ tier: Int, _ box: BoxKind, _ point: FleetPoint, _ classes: [PortClass],
    _ linksPerModule: Int
  ) throws(LightlaneError) {
    // A link faster than its module takes several.
    let several = Int(exactly: max(1, (rate / point.payload - 1e-9).rounded(.up))) ?? 1
    let modules = classes.reduce(0) {
      $0 + $1.boxes * ((($1.ports + linksPerModule - 1) / linksPerModule) * several)
    }
    let boxPayload = box == .interface ? max(rate, point.payload) : Double(demand.radix) * rate
    ends.append(
      FleetEnds(
        label: label, tier: tier, box: box, point: point,
        links: classes.reduce(0) { $0 + $1.boxes * $1.ports }, linksPerModule: linksPerModule,
        modules: modules,
        bill: try CostBill(
          point.end, costs, boxPayload: boxPayload, isSwitch: box != .interface),
        modes: try reliability.modes(of: point.end), losses: losses(of: point.link.values)))
  }

  /// The losses of a box with such a link, unless the fleet has its own.
  private func losses(of link: LinkValues) -> BoxLosses {
    BoxLosses(
      fanRatio: settings.optional(Fleet.fanRatio) ?? link.fanRatio,
      supplyEfficiency: settings.optional(Fleet.supplyEfficiency) ?? link.supplyEfficiency)
  }

  // MARK: Sums

  /// A sum over all ends.
  func sum(_ figure: (FleetEnds) -> Double) -> Double { ends.reduce(0) { $0 + figure($1) } }

  /// Links of all tiers.
  var links: Int { topology.tiers.reduce(0) { $0 + $1.links } }

  /// Switches of all tiers.
  var switches: Int { topology.leaves + topology.spines + topology.cores }
}
