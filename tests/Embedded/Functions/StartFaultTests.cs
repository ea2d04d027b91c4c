using EmbeddedFunctions.Functions;
using EmbeddedFunctions.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace StockFlow.Tests.Embedded.Functions;

public sealed class StartFaultTests
{
    [Fact]
    public void Every_fault_of_functions_and_settings_is_told_at_once()
    {
        var refusal = Assert.Throws<HostStartException>(() => TestHost.Build(
            [typeof(FaultyFunctions), typeof(NeedyFunctions)], TestHost.NewFolder(), new TestLog(), TestHost.Settings(
                ("EmbeddedHost:DrainTime", "soon"), ("EmbeddedHost:Url", "ftp://here"), ("EmbeddedHost:LogFormat", "xml"),
                ("AzureFunctionsJobHost:extensions:serviceBus:maxConcurrentCalls", "0"))));

        string[] expected =
        [
            "'Twice' (FaultyFunctions.Second) has the name of Function 'twice' (FaultyFunctions.First)",
            "parameter 'missing' of type String",
            "parameter 'amount' of type Decimal",
            "parameter 'request' of type Parcel",
            "the schedule 'every day'",
            "needs the setting Schedules__Missing",
            "'No trigger' (FaultyFunctions.NoTrigger): a name begins with a letter",
            "'No trigger' (FaultyFunctions.NoTrigger) has 0 trigger parameters",
            "'Hidden' (FaultyFunctions.Hidden) must be a public method",
            "the route 'a/{b'",
            "has the route and a method of Function 'SameRouteA'",
            "AuthorizationLevel.System",
            "need a TimerDiary ('diary')",
            "EmbeddedHost:DrainTime is 'soon'",
            "EmbeddedHost:Url is 'ftp://here'",
            "EmbeddedHost:LogFormat is 'xml'",
            "extensions:serviceBus:maxConcurrentCalls is '0'",
        ];
        Assert.All(expected, fault => Assert.Contains(fault, refusal.Message, StringComparison.Ordinal));
        Assert.Equal(expected.Length, refusal.Failures.Count(failure => !failure.Contains("local.settings.json", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_apps_own_wrong_options_are_told_in_the_same_message()
    {
        var refusal = Assert.Throws<HostStartException>(() => TestHost.Build(
            [typeof(SampleHttpFunctions)], TestHost.NewFolder(), new TestLog(), builder =>
            {
                TestHost.Settings(("EmbeddedHost:DrainTime", "soon"))(builder);
                builder.Services.AddOptions<List<int>>().Validate(list => list.Count > 0, "The list is empty.").ValidateOnStart();
            }));

        Assert.Contains(refusal.Failures, failure => failure == "The list is empty.");
        Assert.Contains(refusal.Failures, failure => failure.Contains("DrainTime", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("host.json", "{ \"version\": ", "host.json")]
    [InlineData("host.json", "{ \"extensions\": {} }", "\"version\": \"2.0\"")]
    [InlineData("local.settings.json", "not json", "local.settings.json")]
    [InlineData("local.settings.json", "{ \"IsEncrypted\": true, \"Values\": {} }", "is encrypted")]
    public async Task A_file_that_cant_be_read_is_told_by_its_name(string file, string content, string expected)
    {
        var folder = TestHost.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, file), content, TestContext.Current.CancellationToken);

        var refusal = Assert.Throws<HostStartException>(() => TestHost.Build([typeof(SampleHttpFunctions)], folder, new TestLog()));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_without_local_settings_says_where_they_would_be()
    {
        var folder = TestHost.NewFolder();

        var refusal = Assert.Throws<HostStartException>(() =>
            TestHost.Build([typeof(SampleHttpFunctions)], folder, new TestLog(), TestHost.Settings(("EmbeddedHost:DrainTime", "soon"))));

        Assert.Contains(Path.Combine(folder, "local.settings.json"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_settings_are_read_and_the_command_line_wins()
    {
        var folder = TestHost.NewFolder();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "local.settings.json"),
            """{ "Values": { "Shop__Name": "corner", "Shop__Open": true, "EmbeddedHost__Url": "http://192.0.2.1:1" /* the command line has another */ }, "Host": { "LocalHttpPort": 7072 } }""",
            TestContext.Current.CancellationToken);
        IConfiguration? configuration = null;

        await using var host = await TestHost.StartAsync([typeof(SampleHttpFunctions)], builder => configuration = builder.Configuration, folder);

        Assert.Equal("corner", configuration!["Shop:Name"]);
        Assert.Equal("True", configuration["Shop:Open"]);
        Assert.Equal("7072", configuration["Host:LocalHttpPort"]);
        Assert.StartsWith("http://127.0.0.1:", host.Embedded.Url, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_another_process_owns_is_refused()
    {
        var folder = TestHost.NewFolder();
        using var other = new FileStream(Path.Combine(folder, "store.db.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        var refusal = Assert.Throws<StoreInUseException>(() => TestHost.Build([typeof(SampleHttpFunctions)], folder, new TestLog()));

        Assert.Contains("in use by another process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Http_functions_without_the_web_application_are_refused()
    {
        var builder = FunctionsApplication.CreateBuilder(["--contentRoot", TestHost.NewFolder()]);
        builder.UseFunctionTypes(typeof(SampleHttpFunctions));

        var refusal = Assert.Throws<HostStartException>(builder.Build);

        Assert.Contains("ConfigureFunctionsWebApplication", refusal.Message, StringComparison.Ordinal);
    }
}

public static class FaultyFunctions
{
    [Function("twice")]
    public static void First([HttpTrigger("get")] HttpRequest request) => _ = request;

    [Function("Twice")]
    public static void Second([HttpTrigger("get")] HttpRequest request) => _ = request;

    [Function("Unbound")]
    public static void Unbound([HttpTrigger("get", Route = "unbound/{amount}")] HttpRequest request, string missing, decimal amount) =>
        _ = (request, missing, amount);

    [Function("Body")]
    public static void Body([HttpTrigger("post")] Parcel request) => _ = request;

    [Function("Daily")]
    public static void Daily([TimerTrigger("every day")] TimerInfo timer) => _ = timer;

    [Function("Setting")]
    public static void Setting([TimerTrigger("%Schedules__Missing%")] TimerInfo timer) => _ = timer;

    [Function("No trigger")]
    public static void NoTrigger(HttpRequest request) => _ = request;

    [Function("Hidden")]
    internal static void Hidden([HttpTrigger("get")] HttpRequest request) => _ = request;

    [Function("Route")]
    public static void Route([HttpTrigger("get", Route = "a/{b")] HttpRequest request) => _ = request;

    [Function("SameRouteA")]
    public static void SameRouteA([HttpTrigger("get", Route = "same/{a}")] HttpRequest request) => _ = request;

    [Function("SameRouteB")]
    public static void SameRouteB([HttpTrigger("get", Route = "Same/{b}")] HttpRequest request) => _ = request;

    [Function("SameRouteC")]
    public static void SameRouteC([HttpTrigger("post", Route = "same/{b}")] HttpRequest request) => _ = request;

    [Function("Level")]
    public static void Level([HttpTrigger(AuthorizationLevel.System, "get")] HttpRequest request) => _ = request;
}

public sealed class NeedyFunctions(TimerDiary diary)
{
    [Function("Needy")]
    public string Needy([HttpTrigger("get")] HttpRequest request) => $"{request.Path} {diary.RunningMax}";
}
