namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Lets a usual HTTP client speak with the simulated app.</summary>
internal sealed class Network(Simulation world) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var target = request.RequestUri!.PathAndQuery["/api/".Length..];
        var reply = await world.SendAsync(request.Method.Method, target, null, body)
            ?? throw new HttpRequestException(HttpRequestError.ConnectionError, "The app is not there.");
        return new HttpResponseMessage(reply.Status) { Content = new ByteArrayContent(reply.Body), RequestMessage = request };
    }
}
