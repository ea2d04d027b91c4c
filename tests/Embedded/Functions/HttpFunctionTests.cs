using System.Net;
using System.Net.Http.Json;
using System.Text;
using Xunit;

namespace StockFlow.Tests.Embedded.Functions;

public sealed class HttpFunctionTests
{
    private static readonly Type[] Functions = [typeof(SampleHttpFunctions)];

    [Fact]
    public async Task A_route_parameter_is_bound_by_its_name()
    {
        await using var host = await TestHost.StartAsync(Functions);

        Assert.Equal("GET anna", await host.Client.GetStringAsync("/api/greet/anna", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Route_parameters_are_bound_as_numbers_booleans_and_guids_and_a_value_is_answered_as_json()
    {
        await using var host = await TestHost.StartAsync(Functions);

        var answer = await host.Client.GetStringAsync(
            "/api/typed/7/8000000000/true/11111111-2222-3333-4444-555555555555", TestContext.Current.CancellationToken);

        Assert.Equal("""{"units":7,"size":8000000000,"open":true,"id":"11111111-2222-3333-4444-555555555555"}""", answer);
    }

    [Theory]
    [InlineData("GET", "/api/typed/seven/1/true/11111111-2222-3333-4444-555555555555", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/constrained/seven", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/constrained/7", HttpStatusCode.OK)]
    [InlineData("DELETE", "/api/constrained/7", HttpStatusCode.OK)]
    [InlineData("POST", "/api/greet/anna", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/greet/anna", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/silent", HttpStatusCode.OK)]
    public async Task Prefix_route_constraint_and_method_decide_what_answers(string method, string path, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync(Functions);

        var response = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_json_body_is_bound_and_an_action_result_is_executed()
    {
        await using var host = await TestHost.StartAsync(Functions);

        var response = await host.Client.PostAsJsonAsync("/api/Echo", new Parcel("mug", 3), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(new Parcel("mug", 3), await response.Content.ReadFromJsonAsync<Parcel>(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{\"name\":", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"name\":\"mug\",\"units\":\"many\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("mug", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_that_cant_be_read_is_refused(string body, string type, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync(Functions);

        var response = await host.Client.PostAsync(
            "/api/echo", new StringContent(body, Encoding.UTF8, type), TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData(100, HttpStatusCode.OK)]
    [InlineData(101, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_over_the_limit_is_refused(int bytes, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync(Functions, TestHost.Settings(("EmbeddedHost:RequestBodyBytesMax", "100")));

        var response = await host.Client.PostAsync(
            "/api/reads", new StringContent(new string('x', bytes)), TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_failure_is_answered_without_details_and_logged_with_function_and_invocation()
    {
        await using var host = await TestHost.StartAsync(Functions);

        var response = await host.Client.GetAsync("/api/throws", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains(host.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal)
            && line.Contains("Throws failed", StringComparison.Ordinal) && line.Contains("the secret inside", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_lines_of_a_function_carry_its_name_and_invocation()
    {
        await using var host = await TestHost.StartAsync(Functions);

        await host.Client.PostAsJsonAsync("/api/echo", new Parcel("mug", 3), TestContext.Current.CancellationToken);

        Assert.Contains(host.Log.Lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "Echo [0-9a-f-]{36}\\] echoing"));
    }

    [Fact]
    public async Task The_context_tells_function_request_and_invocation()
    {
        await using var host = await TestHost.StartAsync(Functions);

        var answer = await host.Client.GetStringAsync("/api/context", TestContext.Current.CancellationToken);

        Assert.Equal("""{"name":"Context","sameRequest":true,"hasId":true,"trigger":"httpTrigger"}""", answer);
    }

    [Theory]
    [InlineData("""{"version":"2.0","extensions":{"http":{"routePrefix":"v1/shop"}}}""", "/v1/shop/silent")]
    [InlineData("""{"version":"2.0","extensions":{"http":{"routePrefix":""}}}""", "/silent")]
    [InlineData("""{"version":"2.0", /* as it is */ }""", "/api/silent")]
    public async Task The_route_prefix_comes_from_host_json(string hostJson, string path)
    {
        var folder = TestHost.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "host.json"), hostJson, TestContext.Current.CancellationToken);
        await using var host = await TestHost.StartAsync(Functions, folder: folder);

        var response = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
