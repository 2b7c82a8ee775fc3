import Foundation

/// What one run of a command took.
package struct Usage: Sendable {
  package let wallSeconds: Double
  /// User and system time, of the command and the children it waited for.
  package let cpuSeconds: Double
  /// The largest resident set of any one process of the command.
  ///
  /// Not less than the caller's own at the start: the kernel counts the moment before `exec`.
  package let peakBytes: Double
  /// The exit status; 128 and the signal's number if a signal ended it.
  package let status: Int32
}

/// A command that could not be started.
package struct LaunchError: Error, CustomStringConvertible {
  package let description: String
}

/// Runs a command to its end and measures it.
///
/// Input is empty; output and diagnostics go to the file `log`.
///
/// - Throws: ``LaunchError`` when the command cannot be started.
package func measure(_ command: [String], log: URL) throws -> Usage {
  // What is still to be written to disk belongs to whoever wrote it, not to this run.
  sync()
  let clock = ContinuousClock()
  let start = clock.now
  let pid = try spawn(command, log: log)
  var usage = rusage()
  var status: Int32 = 0
  while wait4(pid, &status, 0, &usage) < 0 {
    guard errno == EINTR else {
      throw LaunchError(description: "cannot wait for \(command[0]): errno \(errno)")
    }
  }
  let wall = start.duration(to: clock.now)
  return Usage(
    wallSeconds: wall / .seconds(1),
    cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
    peakBytes: Double(usage.ru_maxrss) * residentUnit,
    status: status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f))
}

private func spawn(_ command: [String], log: URL) throws -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(
    &actions, 1, log.path(percentEncoded: false), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  posix_spawn_file_actions_adddup2(&actions, 1, 2)
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // Signals reach the command as they would from a shell, whatever this process ignores.
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  sigfillset(&signals)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  posix_spawnattr_setflags(
    &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
  let settings = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
  var pid = pid_t()
  let error = withCStrings(command) { arguments in
    withCStrings(settings) { environment in
      posix_spawnp(&pid, command[0], &actions, &attributes, arguments, environment)
    }
  }
  guard error == 0 else {
    throw LaunchError(
      description: "cannot start \(command[0]): \(String(cString: strerror(error)))")
  }
  return pid
}

/// Lends `strings` as the null-terminated list that C takes.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = strings.map { strdup($0) }
  defer { copies.forEach { free($0) } }
  return body(copies + [nil])
}

private func seconds(_ time: timeval) -> Double {
  Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
}

#if canImport(Darwin)
  private let residentUnit = 1.0
#else
  private let residentUnit = 1_024.0
#endif
