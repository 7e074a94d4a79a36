using Hostelry.Billing.Payments.Stripe;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Testing;
using Hostelry.Testing.StripeFake;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Hostelry.Scenarios.Tests;

/// <summary>
/// The product in one process: the same registrations as Portal's, with another clock, another hypervisor and another Stripe. It
/// drives the operation runner itself, and its processes can die at any statement.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    private readonly LateClock _stripeClock;
    private readonly ErrorLog _errors;

    private House(TestDatabase database, FakeStripeAccount stripe, LateClock stripeClock, ErrorLog errors)
    {
        (Database, Stripe, _stripeClock, _errors) = (database, stripe, stripeClock, errors);
        _stripeClock.Inner = database.Clock;
        using var scope = database.Scope(_ => { });
        Hypervisor = scope.ServiceProvider.GetRequiredService<FakeHypervisor>();
        Hypervisor.BootTime = Hypervisor.ShutdownTime = TimeSpan.FromMilliseconds(300);
    }

    public TestDatabase Database { get; }

    public FakeTimeProvider Clock => Database.Clock;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public FakeStripeAccount Stripe { get; }

    public FakeHypervisor Hypervisor { get; }

    /// <summary>How many processes died so far.</summary>
    public int Deaths { get; private set; }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<House> OpenAsync(DatabaseKind kind)
    {
        var clock = new LateClock();
        var stripe = await FakeStripe.OpenAccountAsync(clock);
        var errors = new ErrorLog();
        var database = await TestDatabase.CreateAsync(kind, services => services
            .AddLogging(logging => logging.AddProvider(errors).SetMinimumLevel(LogLevel.Error))
            .AddProvisioning(new OperationSettings { InlineWait = TimeSpan.Zero, Concurrency = 1 })
            .AddIntake(new ProvisioningSettings { DefaultServers = 5, HostSlots = 4000 })
            .AddSingleton<ISecretSeal, PlainSeal>()
            .AddSingleton<FakeHypervisor>()
            .AddSingleton<IHypervisor>(provider => provider.GetRequiredService<FakeHypervisor>())
            .AddSingleton<WakeOperation>(_ => { })
            .AddSingleton(new StripeSettings
            {
                ApiKey = stripe.ApiKey,
                ApiBase = stripe.Address.AbsoluteUri,
                WebhookSecret = stripe.WebhookSecret,
                Account = stripe.AccountId,
                Live = stripe.Livemode,
            }));
        return new House(database, stripe, clock, errors);
    }

    /// <summary>One use case as a worker.</summary>
    public Task<TResult> WorkAsync<TService, TResult>(Func<TService, Task<TResult>> use)
        where TService : notnull => Database.AsWorkerAsync(use);

    /// <summary>One use case as a member of an organization.</summary>
    public Task<TResult> AskAsync<TService, TResult>(long organization, Func<TService, Task<TResult>> use)
        where TService : notnull => Database.AsOrganizationAsync(organization, use);

    /// <summary>What a process has one of.</summary>
    public T Single<T>()
        where T : notnull
    {
        using var scope = Database.Scope(_ => { });
        return scope.ServiceProvider.GetRequiredService<T>();
    }

    /// <summary>
    /// The process that does this dies at its n-th statement, if it comes so far; false when it died. Whatever the dying process
    /// threw is lost with it.
    /// </summary>
    public async Task<bool> DieAsync(int statement, Func<Task> act)
    {
        Database.Source.DieAtStatement(statement);
        try
        {
            await act();
            return !Database.Source.IsDead;
        }
#pragma warning disable CA1031 // Whatever the dying process threw: nobody hears it.
        catch (Exception) when (Database.Source.IsDead)
#pragma warning restore CA1031
        {
            return false;
        }
        finally
        {
            if (Database.Source.IsDead)
            {
                Deaths++;
                _errors.Clear();
            }

            Database.Source.Revive();
        }
    }

    /// <summary>Errors that were logged since the last call, and no fault of ours explains.</summary>
    public IReadOnlyList<string> TakeErrors() => _errors.Take();

    public void ForgetErrors() => _errors.Clear();

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>The database's clock, which is made after the account.</summary>
    private sealed class LateClock : TimeProvider
    {
        public TimeProvider Inner { get; set; } = System;

        public override DateTimeOffset GetUtcNow() => Inner.GetUtcNow();
    }

    private sealed class PlainSeal : ISecretSeal
    {
        public byte[] Seal(string secret) => System.Text.Encoding.UTF8.GetBytes(secret);

        public string Unseal(byte[] sealedSecret) => System.Text.Encoding.UTF8.GetString(sealedSecret);
    }
}

/// <summary>Keeps what the product logs as an error: its loops go on after one, and nobody would see it.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    private readonly List<string> _found = [];

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Hostelry.", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IReadOnlyList<string> Take()
    {
        lock (_found)
        {
            List<string> taken = [.. _found];
            _found.Clear();
            return taken;
        }
    }

    public void Clear() => Take();

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // An alarm is what the scenario provoked: it is looked at where alarms are.
        if (logLevel >= LogLevel.Error && eventId.Name?.Contains("Alarm", StringComparison.Ordinal) != true)
        {
            lock (_found)
            {
                _found.Add($"{formatter(state, exception)} {exception}");
            }
        }
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
