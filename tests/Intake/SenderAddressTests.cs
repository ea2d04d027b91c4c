using System.Net;
using Microsoft.AspNetCore.Http;
using StockFlow.Functions.Intake;
using Xunit;

namespace StockFlow.Tests.Intake;

public sealed class SenderAddressTests
{
    [Theory]
    [InlineData(null, "10.0.0.1", "10.0.0.1")]
    [InlineData("203.0.113.9", "10.0.0.1", "for 203.0.113.9")]
    [InlineData("203.0.113.9:51034", "10.0.0.1", "for 203.0.113.9")]
    [InlineData("1.1.1.1, 203.0.113.9:51034", "10.0.0.1", "for 203.0.113.9")]
    [InlineData("[2001:db8:1:2:3:4:5:6]:443", "10.0.0.1", "for 2001:db8:1:2::")]
    [InlineData(null, "2001:db8:1:2:ffff::7", "2001:db8:1:2::")]
    [InlineData(null, "::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("unknown", "10.0.0.1", "10.0.0.1")]
    [InlineData(null, null, null)]
    public void It_is_whom_the_last_proxy_heard_from(string? forwarded, string? connected, string? expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = connected is null ? null : IPAddress.Parse(connected);
        if (forwarded is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        Assert.Equal(expected, SenderAddress.Of(context.Request));
    }
}
