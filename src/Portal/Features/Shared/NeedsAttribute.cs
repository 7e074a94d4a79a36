using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Features.Shared;

/// <summary>What a customer's page needs of its visitor's role; every action of a <see cref="CustomerController"/> has one.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsAttribute(Permission permission) : Attribute
{
    public Permission Permission { get; } = permission;
}

/// <summary>
/// An act that a suspended organization may still do: it deletes or pays. Everything else that changes something is
/// refused to it, as on the API.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WhileSuspendedAttribute : Attribute;
