using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Labels;

/// <summary>One condition on a resource's labels.</summary>
/// <param name="Key">The label asked for.</param>
/// <param name="Values">Any of these; null means any value at all.</param>
/// <param name="Negated">True for <c>!k</c>, <c>k!=v</c>, <c>k notin (…)</c>: a resource without the label matches too.</param>
public sealed record LabelRequirement(string Key, IReadOnlyList<string>? Values, bool Negated);

/// <summary>
/// The API's label selector: requirements joined by commas, all of which must hold. Each is <c>k</c>, <c>!k</c>,
/// <c>k=v</c>, <c>k==v</c>, <c>k!=v</c>, <c>k in (a,b)</c> or <c>k notin (a,b)</c>; blanks are free between the parts.
/// </summary>
public sealed class LabelSelector
{
    public const int MaxLength = 4096;
    public const int MaxRequirements = 20;
    private const string Field = "label_selector";

    private readonly string _text;
    private int _at;

    private LabelSelector(string text) => _text = text;

    /// <summary>The requirements, in order; none for null or blanks. Refusal: <c>invalid_input</c> with the position.</summary>
    public static Result<LabelRequirement[]> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Array.Empty<LabelRequirement>();
        }

        return text.Length > MaxLength
            ? Problems.Invalid(Field, FormattableString.Invariant($"must have at most {MaxLength} characters."))
            : new LabelSelector(text).Requirements();
    }

    private Result<LabelRequirement[]> Requirements()
    {
        var requirements = new List<LabelRequirement>();
        do
        {
            var requirement = Requirement();
            if (!requirement.IsSuccess)
            {
                return requirement.Problem!;
            }

            requirements.Add(requirement.Value);
            if (requirements.Count > MaxRequirements)
            {
                return Problems.Invalid(
                    Field, FormattableString.Invariant($"must have at most {MaxRequirements} requirements."));
            }
        }
        while (Take(","));

        return AtEnd ? requirements.ToArray() : Expected("',' or the end");
    }

    private Result<LabelRequirement> Requirement()
    {
        var absent = Take("!");
        var key = Word();
        if (!LabelRules.IsKey(key))
        {
            return Expected("a label key");
        }

        if (absent)
        {
            return new LabelRequirement(key, null, Negated: true);
        }

        if (Take("!="))
        {
            return One(key, negated: true);
        }

        if (Take("==") || Take("="))
        {
            return One(key, negated: false);
        }

        var start = _at;
        return Word() switch
        {
            "" => new LabelRequirement(key, null, Negated: false),
            "in" => Set(key, negated: false),
            "notin" => Set(key, negated: true),
            _ => ExpectedAt(start, "'=', '==', '!=', 'in', 'notin', ',' or the end"),
        };
    }

    private Result<LabelRequirement> One(string key, bool negated)
    {
        var value = Word();
        return LabelRules.IsValue(value) ? new LabelRequirement(key, [value], negated) : Expected("a label value");
    }

    private Result<LabelRequirement> Set(string key, bool negated)
    {
        if (!Take("("))
        {
            return Expected("'('");
        }

        var values = new List<string>();
        do
        {
            var value = Word();
            if (!LabelRules.IsValue(value))
            {
                return Expected("a label value");
            }

            values.Add(value);
        }
        while (Take(","));

        return Take(")") ? new LabelRequirement(key, values, negated) : Expected("',' or ')'");
    }

    private bool AtEnd
    {
        get
        {
            SkipBlanks();
            return _at == _text.Length;
        }
    }

    private bool Take(string token)
    {
        SkipBlanks();
        if (!_text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal))
        {
            return false;
        }

        _at += token.Length;
        return true;
    }

    /// <summary>The longest run of characters that keys and values are made of; empty when there is none.</summary>
    private string Word()
    {
        SkipBlanks();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_' or '.' or '/'))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }

    private Problem Expected(string what) => ExpectedAt(_at, what);

    private static Problem ExpectedAt(int at, string what) => Problems.Invalid(
        Field, FormattableString.Invariant($"is not understood at character {at + 1}: expected {what}."));
}
