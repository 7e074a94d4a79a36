namespace Hostelry.Benchmarks;

/// <summary>What can be asked for by name.</summary>
/// <param name="Name">The argument that asks for it.</param>
/// <param name="About">One line for the help: what, and about how long it takes.</param>
/// <param name="TakeAsync">Measures, and tells each figure as soon as it is known; leaves nothing behind.</param>
internal sealed record Measure(string Name, string About, Func<IAsyncEnumerable<Figure>> TakeAsync);
