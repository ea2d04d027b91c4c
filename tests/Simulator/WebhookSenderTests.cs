using System.Net;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Simulator;

public sealed class WebhookSenderTests
{
    private readonly FakeTime _clock = new();

    [Fact]
    public async Task A_refused_delivery_is_sent_again_with_the_same_body_after_each_pause()
    {
        var target = new Target(HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.Accepted);
        var sender = Sender(target, [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)], FaultRates.None);

        sender.Send(Message("a"));
        await target.AttemptsReach(1);
        await WaitsAgain(sender);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await target.AttemptsReach(2);
        await WaitsAgain(sender);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await target.AttemptsReach(3);
        await Settled(() => sender.UnderWay == 0);

        Assert.Equal(["a", "a", "a"], target.Bodies);
        Assert.Equal((1, 2, 0), (sender.Accepted, sender.Refused, sender.GivenUp));
    }

    [Fact]
    public async Task A_platform_without_retries_gives_up_at_once()
    {
        var target = new Target(HttpStatusCode.InternalServerError);
        var sender = Sender(target, [], FaultRates.None);

        sender.Send(Message("a"));
        await Settled(() => sender.UnderWay == 0);

        Assert.Equal((1, 1), (target.Bodies.Count, sender.GivenUp));
    }

    [Fact]
    public async Task A_lost_answer_brings_the_delivery_a_second_time()
    {
        var target = new Target(HttpStatusCode.Accepted, HttpStatusCode.Accepted);
        var sender = Sender(target, [], new FaultRates { AnswerLost = 1 });

        sender.Send(Message("a"));
        await target.AttemptsReach(1);
        await WaitsAgain(sender);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await target.AttemptsReach(2);

        Assert.Equal(["a", "a"], target.Bodies);
    }

    private WebhookSender Sender(Target target, IReadOnlyList<TimeSpan> pauses, FaultRates rates) =>
        new(new HttpClient(target), new Uri("http://stockflow.test/"), pauses, _clock, new Faults(rates, new Random(1)), CancellationToken.None);

    private static WebhookMessage Message(string body) =>
        new(System.Text.Encoding.UTF8.GetBytes(body), _ => new Dictionary<string, string> { ["X-Test"] = "1" });

    private Task WaitsAgain(WebhookSender sender) => Settled(() => sender.Waiting == 1 && _clock.NextDue is not null);

    private static async Task Settled(Func<bool> holds)
    {
        while (!holds())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Target(params HttpStatusCode[] answers) : HttpMessageHandler
    {
        private readonly List<string> _bodies = [];

        public IReadOnlyList<string> Bodies
        {
            get
            {
                lock (_bodies)
                {
                    return [.. _bodies];
                }
            }
        }

        public Task AttemptsReach(int count) => Settled(() => Bodies.Count >= count);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            lock (_bodies)
            {
                _bodies.Add(body);
                return new HttpResponseMessage(answers[Math.Min(_bodies.Count, answers.Length) - 1]);
            }
        }
    }
}
