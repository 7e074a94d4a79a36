namespace Hostelry.Benchmarks;

/// <summary>What can be asked for by name.</summary>
/// <param name="Name">The argument that asks for it.</param>
/// <param name="About">One line for the help: what, and about how long it takes.</param>
/// <param name="TakeAsync">Measures; leaves nothing behind.</param>
internal sealed record Measure(string Name, string About, Func<Task<IReadOnlyList<Figure>>> TakeAsync);
