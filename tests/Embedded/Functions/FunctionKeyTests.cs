using System.Net;
using EmbeddedFunctions.Functions;
using Xunit;

namespace StockFlow.Tests.Embedded.Functions;

public sealed class FunctionKeyTests
{
    private static readonly Type[] Functions = [typeof(SampleKeyFunctions)];

    private static readonly (string, string?)[] Keys =
    [
        ("EmbeddedHost:Keys:default", "every-key"),
        ("EmbeddedHost:Keys:_master", "master-key"),
        ("EmbeddedHost:FunctionKeys:Guarded:till", "till-key"),
    ];

    [Theory]
    [InlineData("open", null, true)]
    [InlineData("guarded", null, false)]
    [InlineData("guarded", "", false)]
    [InlineData("guarded", "wrong", false)]
    [InlineData("guarded", "every-key", true)]
    [InlineData("guarded", "master-key", true)]
    [InlineData("guarded", "till-key", true)]
    [InlineData("other", "till-key", false)]
    [InlineData("admin", "every-key", false)]
    [InlineData("admin", "master-key", true)]
    public async Task A_key_opens_what_it_is_for(string function, string? key, bool opens)
    {
        await using var host = await TestHost.StartAsync(Functions, TestHost.Settings(Keys));
        var byHeader = new HttpRequestMessage(HttpMethod.Get, $"/api/{function}");
        if (key is not null)
        {
            byHeader.Headers.TryAddWithoutValidation("x-functions-key", key);
        }

        var header = await host.Client.SendAsync(byHeader, TestContext.Current.CancellationToken);
        var query = await host.Client.GetAsync(key is null ? $"/api/{function}" : $"/api/{function}?code={key}", TestContext.Current.CancellationToken);

        var expected = opens ? HttpStatusCode.OK : HttpStatusCode.Unauthorized;
        Assert.Equal((expected, expected), (header.StatusCode, query.StatusCode));
    }

    [Fact]
    public async Task Without_any_key_a_loopback_address_is_open()
    {
        await using var host = await TestHost.StartAsync(Functions);

        var response = await host.Client.GetAsync("/api/admin", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://192.0.2.1:80")]
    [InlineData("http://shop.example:80")]
    public void Without_any_key_an_address_that_others_reach_is_refused(string url)
    {
        var folder = TestHost.NewFolder();

        var refusal = Assert.Throws<HostStartException>(() =>
            TestHost.Build(Functions, folder, new TestLog(), TestHost.Settings(("EmbeddedHost:Url", url))));

        Assert.Contains("EmbeddedHost__Keys__default", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_key_an_address_that_others_reach_is_served()
    {
        await using var host = await TestHost.StartAsync(
            Functions, TestHost.Settings([.. Keys, ("EmbeddedHost:Url", "http://0.0.0.0:0")]));

        Assert.StartsWith("http://0.0.0.0:", host.Embedded.Url, StringComparison.Ordinal);
        Assert.False(host.Embedded.Url.EndsWith(":0", StringComparison.Ordinal));
    }

    [Fact]
    public void With_anonymous_functions_alone_no_key_is_asked_for()
    {
        using var host = TestHost.Build(
            [typeof(SampleHttpFunctions)], TestHost.NewFolder(), new TestLog(), TestHost.Settings(("EmbeddedHost:Url", "http://0.0.0.0:0")));

        Assert.NotNull(host);
    }
}
