using Hangfire;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Portal.Tests.Work;

/// <summary>Whoever may write a job may not decide what a worker runs.</summary>
public sealed class JobsTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Job_that_is_not_ours_is_never_run(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var trace = Path.Combine(Path.GetTempPath(), Guid.CreateVersion7().ToString("N"));

        var job = portal.Services.GetRequiredService<IBackgroundJobClient>().Enqueue(() => File.WriteAllText(trace, "ran"));
        var states = portal.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        string State() => states.JobDetails(job).History[0].StateName;
        await Wait.UntilAsync("the job has ended", () => State() is "Failed" or "Deleted" or "Succeeded");

        Assert.NotEqual("Succeeded", State());
        Assert.False(File.Exists(trace));
    }
}
