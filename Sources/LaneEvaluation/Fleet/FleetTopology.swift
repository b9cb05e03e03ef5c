// How many boxes and links a network has, tier by tier, in closed form: no link is ever listed.

import LaneParameters

/// Boxes with the same number of ports in use.
struct PortClass: Sendable, Equatable {
  var boxes: Int
  var ports: Int
}

/// The links between two tiers of boxes.
struct LinkTier: Sendable {
  var name: String
  var links: Int
  /// Where the links end: in interfaces or boxes below, and in boxes above.
  var lower: [PortClass]
  var upper: [PortClass]
  /// Kinds of box at both ends.
  var lowerBox: BoxKind
  var upperBox: BoxKind
  /// Links of this tier on the path between the accelerators farthest apart.
  var onPath: Int
}

/// Kinds of box, from the accelerators up.
enum BoxKind: Int, Sendable, CaseIterable {
  case interface, leaf, spine, core

  /// What a reader calls them.
  var name: String {
    switch self {
    case .interface: "interfaces"
    case .leaf: "leaves"
    case .spine: "spines"
    case .core: "cores"
    }
  }
}

/// What a network is asked to join, and of what boxes.
struct FleetDemand: Sendable {
  var topology: Fleet.Topology
  var accelerators: Int
  var nicsPerAccelerator: Int
  var acceleratorsPerServer: Int
  var radix: Int
  var leafOversubscription: Double
  var spineOversubscription: Double
  var wholeTrunks: Bool

  init(_ s: Settings) {
    topology = s.choice(Fleet.topology) ?? .fatTree3
    accelerators = s.integer(Fleet.accelerators)
    nicsPerAccelerator = s.integer(Fleet.nicsPerAccelerator)
    acceleratorsPerServer = s.integer(Fleet.acceleratorsPerServer)
    radix = s.integer(Fleet.switchRadix)
    leafOversubscription = s.list(Fleet.oversubscription).first ?? 1
    spineOversubscription = s.list(Fleet.oversubscription).last ?? 1
    wholeTrunks = s.flag(Fleet.wholeTrunks)
  }

  var interfaces: Int { accelerators * nicsPerAccelerator }
  var isRail: Bool { topology == .railOptimised2 || topology == .railOptimised3 }
  /// Tiers of links that the topology has at most.
  var tiers: Int { topology == .fatTree2 || topology == .railOptimised2 ? 2 : 3 }

  /// Ports of a box down and up.
  func ports(
    oversubscription: Double, of box: StaticString
  ) throws(LightlaneError) -> (down: Int, up: Int) {
    if let found = Self.parted(radix, oversubscription) { return found }
    let nearest = (1...1024).lazy.flatMap { [radix - $0, radix + $0] }
      .filter { Self.parted($0, oversubscription) != nil }.prefix(2).map { "\($0)" }
    let hint = nearest.isEmpty ? "" : "; \(nearest.joined(separator: " and ")) do"
    let down = Double(radix) * oversubscription / (1 + oversubscription)
    throw LightlaneError(
      .contradiction,
      "switch_radix = \(radix) does not divide by oversubscription ="
        + " \(decimal(oversubscription)): a \(box) would have \(decimal(down)) ports down\(hint)",
      parameter: Fleet.switchRadix.id)
  }

  private static func parted(_ radix: Int, _ oversubscription: Double) -> (down: Int, up: Int)? {
    let down = Double(radix) * oversubscription / (1 + oversubscription)
    guard radix >= 2, abs(down - down.rounded()) < 1e-9 * Double(radix),
      let whole = Int(exactly: down.rounded()), whole >= 1, whole < radix
    else { return nil }
    return (whole, radix - whole)
  }
}

/// The boxes and links of a network.
struct FleetTopology: Sendable {
  let interfaces: Int
  private(set) var leaves = 0
  private(set) var spines = 0
  private(set) var cores = 0
  /// From the interfaces up; a tier that nothing needs has no links.
  private(set) var tiers: [LinkTier] = []
  /// Ports of a leaf to interfaces.
  let leafDown: Int
  /// Rails with the same number of interfaces; one rail where servers have none.
  let rails: [(count: Int, interfaces: Int)]
  /// Leaves of a pod or group; of all in a network of two tiers.
  let leavesTogether: Int
  /// Most accelerators of this topology.
  let largestFleet: Int
  /// Links that join two halves.
  private(set) var bisectionLinks = 0

  init(_ demand: FleetDemand) throws(LightlaneError) {
    let leaf = try demand.ports(oversubscription: demand.leafOversubscription, of: "leaf")
    let hasSpinePorts = demand.tiers == 3
    let spine =
      hasSpinePorts
      ? try demand.ports(oversubscription: demand.spineOversubscription, of: "spine")
      : (down: demand.radix, up: 0)
    let isGroups = demand.topology == .dragonflyPlus
    // Pods that can be told apart: by the ports of a core, or by a group's links to others.
    let pods = !hasSpinePorts ? 1 : isGroups ? leaf.up * spine.up + 1 : demand.radix
    let mostLeaves = spine.down * pods
    let rails = demand.isRail ? min(demand.acceleratorsPerServer, demand.accelerators) : 1
    largestFleet = mostLeaves / rails * rails * leaf.down / demand.nicsPerAccelerator
    interfaces = demand.interfaces
    leafDown = leaf.down
    leavesTogether = spine.down

    // Interfaces by leaf: the last leaf of a rail, or of all, may have fewer.
    self.rails = Self.rails(demand, rails)
    let lower = self.rails.flatMap { rail in
      Self.filled(rail.interfaces, upTo: leaf.down).map {
        PortClass(boxes: $0.boxes * rail.count, ports: $0.ports)
      }
    }
    leaves = lower.reduce(0) { $0 + $1.boxes }
    guard leaves <= mostLeaves else {
      throw Self.tooMany(demand, largest: largestFleet, leaves: leaves, most: mostLeaves)
    }
    let interfaceEnds = [PortClass(boxes: interfaces, ports: 1)]
    tiers = [
      LinkTier(
        name: "interface to leaf", links: interfaces, lower: interfaceEnds, upper: lower,
        lowerBox: .interface, upperBox: .leaf, onPath: 2)
    ]
    bisectionLinks = interfaces / 2
    if leaves == 1 { return }
    if hasSpinePorts {
      build(demand, leaf: leaf, spine: spine, isGroups: isGroups)
    } else {
      let links = leaves * leaf.up
      spines =
        demand.wholeTrunks
        ? Self.divisor(of: leaf.up, from: Self.boxes(links, demand.radix))
        : Self.boxes(links, demand.radix)
      add(
        "leaf to spine", links: links, lower: [PortClass(boxes: leaves, ports: leaf.up)],
        upper: Self.spread(links, over: spines), from: .leaf, to: .spine, onPath: 2)
      bisectionLinks = min(bisectionLinks, links / 2)
    }
  }

  /// Pods of leaves and spines, and what joins them.
  private mutating func build(
    _ demand: FleetDemand, leaf: (down: Int, up: Int), spine: (down: Int, up: Int), isGroups: Bool
  ) {
    let pods = Self.filled(leaves, upTo: spine.down)
    let podCount = pods.reduce(0) { $0 + $1.boxes }
    spines = podCount * leaf.up
    add(
      "leaf to spine", links: leaves * leaf.up,
      lower: [PortClass(boxes: leaves, ports: leaf.up)],
      upper: pods.map { PortClass(boxes: $0.boxes * leaf.up, ports: $0.ports) }, from: .leaf,
      to: .spine, onPath: 2)
    if podCount == 1 {
      bisectionLinks = min(bisectionLinks, leaves * leaf.up / 2)
      return
    }
    if isGroups {
      // Every port of a group is used: pairs that have a link more than others are spread evenly, and
      // one port stays dark when the ports of all groups are odd.
      let ports = leaf.up * spine.up
      let links = podCount * ports / 2
      let ends = Self.spread(2 * links, over: spines)
      add(
        "group to group", links: links, lower: Self.half(ends), upper: Self.half(ends, rest: true),
        from: .spine, to: .spine, onPath: 1)
      // Between two halves: the mean over the ways of halving.
      let half = podCount / 2
      bisectionLinks = min(bisectionLinks, half * (podCount - half) * ports / (podCount - 1))
      return
    }
    // A pod with fewer leaves wires fewer ports of its spines up. Each spine of a pod belongs to a
    // plane of cores of its own.
    let up = pods.map {
      PortClass(boxes: $0.boxes, ports: ($0.ports * spine.up + spine.down - 1) / spine.down)
    }
    let planeLinks = up.reduce(0) { $0 + $1.boxes * $1.ports }
    let least = Self.boxes(planeLinks, demand.radix)
    let plane = demand.wholeTrunks ? Self.divisor(of: spine.up, from: least) : least
    cores = plane * leaf.up
    add(
      "spine to core", links: planeLinks * leaf.up,
      lower: up.map { PortClass(boxes: $0.boxes * leaf.up, ports: $0.ports) },
      upper: Self.spread(planeLinks, over: plane).map {
        PortClass(boxes: $0.boxes * leaf.up, ports: $0.ports)
      }, from: .spine, to: .core, onPath: 2)
    bisectionLinks = min(bisectionLinks, planeLinks * leaf.up / 2)
  }

  private mutating func add(
    _ name: String, links: Int, lower: [PortClass], upper: [PortClass], from: BoxKind,
    to: BoxKind, onPath: Int
  ) {
    tiers.append(
      LinkTier(
        name: name, links: links, lower: lower, upper: upper, lowerBox: from, upperBox: to,
        onPath: onPath))
  }

  // MARK: Counts

  /// How many of a kind of box there are.
  func boxes(_ kind: BoxKind) -> Int {
    switch kind {
    case .interface: interfaces
    case .leaf: leaves
    case .spine: spines
    case .core: cores
    }
  }

  /// Links that end in the boxes of a kind.
  func ports(of kind: BoxKind) -> Int {
    tiers.reduce(0) {
      $0 + ($1.lowerBox == kind ? Self.total($1.lower) : 0)
        + ($1.upperBox == kind ? Self.total($1.upper) : 0)
    }
  }

  /// Links of the fullest box of a kind.
  func mostPorts(of kind: BoxKind) -> Int {
    tiers.reduce(0) {
      $0 + ($1.lowerBox == kind ? $1.lower.map(\.ports).max() ?? 0 : 0)
        + ($1.upperBox == kind && $1.lowerBox != kind ? $1.upper.map(\.ports).max() ?? 0 : 0)
    }
  }

  /// Switches on the path between the accelerators farthest apart.
  var switchesOnPath: Int { tiers.reduce(0) { $0 + $1.onPath } - 1 }

  private static func total(_ classes: [PortClass]) -> Int {
    classes.reduce(0) { $0 + $1.boxes * $1.ports }
  }

  /// Boxes that hold some ports.
  private static func boxes(_ ports: Int, _ radix: Int) -> Int { (ports + radix - 1) / radix }

  /// Full boxes and the rest.
  private static func filled(_ ports: Int, upTo full: Int) -> [PortClass] {
    let rest = ports % full
    return [PortClass(boxes: ports / full, ports: full), PortClass(boxes: 1, ports: rest)]
      .filter { $0.boxes > 0 && $0.ports > 0 }
  }

  /// Ports spread as evenly as they go.
  private static func spread(_ ports: Int, over boxes: Int) -> [PortClass] {
    let (each, more) = ports.quotientAndRemainder(dividingBy: max(1, boxes))
    return [PortClass(boxes: more, ports: each + 1), PortClass(boxes: boxes - more, ports: each)]
      .filter { $0.boxes > 0 && $0.ports > 0 }
  }

  /// Half of the boxes of each class, or the other half: links between boxes of one kind.
  private static func half(_ classes: [PortClass], rest: Bool = false) -> [PortClass] {
    classes.map { PortClass(boxes: rest ? $0.boxes - $0.boxes / 2 : $0.boxes / 2, ports: $0.ports) }
      .filter { $0.boxes > 0 }
  }

  /// The smallest divisor of a number that is not below another.
  private static func divisor(of number: Int, from least: Int) -> Int {
    guard least < number else { return max(least, number) }
    return (max(1, least)...number).first { number % $0 == 0 } ?? number
  }

  /// Rails with the same number of interfaces: one more where the last server is not full.
  private static func rails(_ demand: FleetDemand, _ rails: Int) -> [(count: Int, interfaces: Int)]
  {
    let (each, more) = demand.accelerators.quotientAndRemainder(dividingBy: rails)
    return [
      (more, (each + 1) * demand.nicsPerAccelerator),
      (rails - more, each * demand.nicsPerAccelerator),
    ].filter { $0.0 > 0 && $0.1 > 0 }.map { (count: $0.0, interfaces: $0.1) }
  }

  private static func tooMany(
    _ demand: FleetDemand, largest: Int, leaves: Int, most: Int
  ) -> LightlaneError {
    let name = SettingsGroup.fleet.settings[Fleet.topology.index].row.choices[
      demand.topology.rawValue]
    return LightlaneError(
      .infeasible,
      "accelerators = \(demand.accelerators) need \(leaves) leaves; \(name) of switch_radix ="
        + " \(demand.radix) joins \(most) leaves, at most \(largest) accelerators",
      parameter: Fleet.accelerators.id)
  }
}
