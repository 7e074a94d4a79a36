namespace Hostelry.Portal.Identity;

/// <summary>Everything that reads or writes the database before a tenant is known. A test compares with who lifts the filter.</summary>
public static class BeforeTenant
{
    public static IReadOnlyDictionary<Type, string> Uses { get; } = new Dictionary<Type, string>
    {
        [typeof(FindToken)] = "reads api_tokens by hash, to learn whose request it is",
    };
}
