namespace Hostelry.Billing.Kernel;

/// <summary>An expected refusal: a value, never an exception. Bugs and the outside world throw.</summary>
/// <param name="Code">Stable, lower snake case, as in <c>error.code</c> of the API; listed in docs/errors.md.</param>
/// <param name="Message">One English sentence that names the field and the rule.</param>
/// <param name="Field">The input field the refusal is about, as the caller spelled it; null when it is about no field.</param>
public sealed record Problem(string Code, string Message, string? Field = null);

/// <summary>Either a value or a <see cref="Kernel.Problem"/>.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Problem? problem) => (_value, Problem) = (value, problem);

    /// <summary>Null on success.</summary>
    public Problem? Problem { get; }

    public bool IsSuccess => Problem is null;

    /// <summary>The value; throws <see cref="InvalidOperationException"/> when there is a problem.</summary>
    public T Value => Problem is null
        ? _value!
        : throw new InvalidOperationException($"No value: {Problem.Code}: {Problem.Message}");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}

/// <summary>The value of an act that gives nothing back: <c>Result&lt;Done&gt;</c>.</summary>
public readonly record struct Done;
