using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.Gates;

/// <summary>
/// Stands at the boundaries of a host's work, for a simulation that decides what goes on next and what goes wrong. It comes to the host with
/// its store: <see cref="EmbeddedStoreOptions.Gate"/>. A host without one has no such stops.
/// </summary>
public abstract class WorkGate
{
    /// <summary>Passed by all work that comes to a boundary. Ends when it may go on; what it throws is what the boundary fails with.</summary>
    /// <param name="point">The boundary.</param>
    /// <param name="name">The function; or the operation and the table, such as "submit stock"; or the queue.</param>
    public abstract ValueTask PassAsync(GatePoint point, string name);
}
