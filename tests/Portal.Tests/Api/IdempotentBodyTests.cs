using Hostelry.Portal.Api.Shared;

using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Hostelry.Portal.Tests.Api;

public sealed class IdempotentBodyTests
{
    [Fact]
    public void Hash_is_of_the_body_and_of_nothing_the_server_hands_in()
    {
        var action = new ActionDescriptor
        {
            Parameters =
            [
                Parameter("body", BindingSource.Body),
                Parameter("service", BindingSource.Services),
                Parameter("id", BindingSource.Path),
                Parameter("ct", BindingSource.Special),
            ],
        };
        var arguments = new Dictionary<string, object?>
        {
            ["body"] = "sent",
            ["service"] = new { Changes = "between builds" },
            ["id"] = 7L,
            ["ct"] = CancellationToken.None,
        };

        Assert.Equal(["sent"], Idempotency.BodyOf(action, arguments));
        Assert.Equal([null], Idempotency.BodyOf(action, new Dictionary<string, object?>()));
    }

    private static ParameterDescriptor Parameter(string name, BindingSource source) =>
        new() { Name = name, BindingInfo = new BindingInfo { BindingSource = source } };
}
