namespace Hostelry.Provisioning.Addresses;

/// <summary>A server's public address; the API's primary IP.</summary>
/// <param name="Ipv4">Dotted.</param>
/// <param name="Mac">Six hex pairs with colons.</param>
public sealed record AddressView(long Id, string Ipv4, string Mac);
