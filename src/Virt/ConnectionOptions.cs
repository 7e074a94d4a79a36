namespace Hostelry.Virt;

/// <summary>How a connection behaves.</summary>
public sealed record ConnectionOptions
{
    /// <summary>The values for a host in production.</summary>
    public static ConnectionOptions Default { get; } = new();

    /// <summary>Refuses everything that changes something.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// Calls that may run at once, each on a thread of its own; further ones wait. A libvirt daemon takes 5 from one client
    /// at a time unless told otherwise, so more would only wait there.
    /// </summary>
    public int MaxConcurrentCalls { get; init; } = 5;

    /// <summary>
    /// After this long without a word from the daemon it is asked for one, in whole seconds; zero never asks. Without it a call
    /// to a host that vanished waits for ever.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Questions without answer after which the connection counts as dead and its running calls fail.</summary>
    public int KeepAliveCount { get; init; } = 5;
}
