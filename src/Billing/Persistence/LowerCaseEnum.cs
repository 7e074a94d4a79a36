using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Hostelry.Billing.Persistence;

/// <summary>Stores an enum of one-word names as lower case text, readable in SQL: <c>pending</c>.</summary>
public sealed class LowerCaseEnum<TEnum>()
    : ValueConverter<TEnum, string>(
        value => value.ToString().ToLowerInvariant(),
        text => Enum.Parse<TEnum>(text, true))
    where TEnum : struct, Enum;
