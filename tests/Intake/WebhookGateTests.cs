using StockFlow.Channels;
using StockFlow.Intake;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Intake;

public sealed class WebhookGateTests
{
    private const int Refusals = 3;
    private const int PerSecond = 2;

    private static readonly ChannelId Shop = ChannelId.Parse("shop");

    private readonly FakeTime _time = new();
    private readonly WebhookGate _gate;

    public WebhookGateTests()
    {
        _gate = new WebhookGate(new IntakeOptions { WebhooksPerSecond = PerSecond, WebhookRefusalsPerMinute = Refusals }, _time);
    }

    [Fact]
    public void Who_sends_in_vain_too_often_is_not_heard_until_time_has_passed()
    {
        Refuse("1.2.3.4", Refusals - 1);
        Assert.Equal(TimeSpan.Zero, _gate.WaitBeforeReading(Shop, "1.2.3.4"));

        Refuse("1.2.3.4", 1);

        Assert.Equal(TimeSpan.FromSeconds(20), _gate.WaitBeforeReading(Shop, "1.2.3.4"));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.Zero, _gate.WaitBeforeReading(Shop, "1.2.3.4"));
    }

    [Fact]
    public void Nobody_else_pays_for_it()
    {
        Refuse("1.2.3.4", 100);

        Assert.Equal(TimeSpan.Zero, _gate.WaitBeforeReading(Shop, "1.2.3.5"));
        Assert.Equal(TimeSpan.Zero, _gate.WaitBeforeReading(ChannelId.Parse("other"), "1.2.3.4"));
        Assert.Equal(TimeSpan.Zero, _gate.WaitBeforeReading(Shop, null));
        Assert.Equal(TimeSpan.Zero, _gate.Admit(Shop, "1.2.3.5"));
    }

    [Fact]
    public void Who_was_right_once_is_heard_always_whatever_comes_from_the_same_address()
    {
        Refuse("1.2.3.4", Refusals);
        _gate.Admit(Shop, "1.2.3.4");

        Refuse("1.2.3.4", 100);

        Assert.Equal(TimeSpan.Zero, _gate.WaitBeforeReading(Shop, "1.2.3.4"));
    }

    [Fact]
    public void A_channel_has_a_burst_of_ten_seconds_and_then_its_rate()
    {
        for (var i = 0; i < PerSecond * IntakeOptions.BurstSeconds; i++)
        {
            Assert.Equal(TimeSpan.Zero, _gate.Admit(Shop, "1.2.3.4"));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(500), _gate.Admit(Shop, "5.6.7.8"));
        Assert.Equal(TimeSpan.Zero, _gate.Admit(ChannelId.Parse("other"), "1.2.3.4"));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(TimeSpan.Zero, _gate.Admit(Shop, null));
    }

    [Fact]
    public void Any_number_may_be_allowed()
    {
        var gate = new WebhookGate(new IntakeOptions { WebhooksPerSecond = null }, _time);

        Assert.All(Enumerable.Range(0, 20_000), _ => Assert.Equal(TimeSpan.Zero, gate.Admit(Shop, "1.2.3.4")));
    }

    [Fact]
    public void A_thousand_senders_are_remembered_and_those_forgiven_make_room_first()
    {
        Refuse("forgiven", 1);
        _time.Advance(TimeSpan.FromSeconds(20));
        Refuse("guilty", Refusals);
        for (var i = 0; i < 998; i++)
        {
            Refuse($"{i}", 1);
        }

        Refuse("one more", 1);
        Assert.NotEqual(TimeSpan.Zero, _gate.WaitBeforeReading(Shop, "guilty"));

        Refuse("one too many", 1);
        Assert.Equal(TimeSpan.Zero, _gate.WaitBeforeReading(Shop, "guilty"));
    }

    private void Refuse(string sender, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _gate.Refuse(Shop, sender);
        }
    }
}
