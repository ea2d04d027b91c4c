using System.IO.Compression;
using System.Text;
using StockFlow.Simulator.Retail;
using Xunit;

namespace StockFlow.Tests.Simulator;

public sealed class RetailFileTests
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    [Fact]
    public void A_row_is_read_with_its_line_number()
    {
        var (rows, skipped) = Read($"{Header}\n536365,85123A,\"HEART, \"\"WHITE\"\"\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n");

        var row = Assert.Single(rows);
        Assert.Empty(skipped);
        Assert.Equal(
            new RetailRow(2, "536365", "85123A", "HEART, \"WHITE\"", 6, new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero), 2.55m, "17850", "United Kingdom"),
            row);
    }

    [Theory]
    [InlineData("536365,85123A,X,six,2010-12-01 08:26:00,2.55,,UK", "Quantity 'six'")]
    [InlineData("536365,85123A,X,0,2010-12-01 08:26:00,2.55,,UK", "Quantity '0'")]
    [InlineData("536365,85123A,X,1,yesterday,2.55,,UK", "InvoiceDate 'yesterday'")]
    [InlineData("536365,85123A,X,1,2010-12-01 08:26:00,cheap,,UK", "UnitPrice 'cheap'")]
    [InlineData(",85123A,X,1,2010-12-01 08:26:00,1,,UK", "InvoiceNo")]
    [InlineData("536365,,X,1,2010-12-01 08:26:00,1,,UK", "StockCode")]
    [InlineData("536365,85123A,X", "3 fields")]
    [InlineData("536365,85123A,\"X,1,2010-12-01 08:26:00,1,,UK", "quoted")]
    public void A_row_that_cannot_be_read_is_told_and_never_takes_the_next_one_with_it(string bad, string reason)
    {
        var (rows, skipped) = Read($"{Header}\n{bad}\n536366,71053,X,1,2010-12-01 08:28:00,1,,UK\n");

        Assert.Equal(3, Assert.Single(rows).LineNumber);
        var told = Assert.Single(skipped);
        Assert.Equal(2, told.LineNumber);
        Assert.Contains(reason, told.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_are_found_by_name_and_gzip_by_content()
    {
        var plain = "Country,CustomerID,UnitPrice,InvoiceDate,Quantity,Description,StockCode,InvoiceNo\nUK,,1,12/1/2010 8:26,3,X,71053,9\n";
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(plain));
        }

        zipped.Position = 0;

        var row = Assert.Single(RetailFile.Read(zipped, _ => { }));

        Assert.Equal(("9", "71053", 3), (row.Invoice, row.Code, row.Units));
    }

    [Fact]
    public void A_file_without_a_column_is_refused_by_its_name()
    {
        var refused = Assert.Throws<RetailFileException>(() => Read("InvoiceNo,StockCode\n1,2\n"));

        Assert.Contains("Quantity", refused.Message, StringComparison.Ordinal);
    }

    private static (List<RetailRow> Rows, List<SkippedRow> Skipped) Read(string text)
    {
        var skipped = new List<SkippedRow>();
        return ([.. RetailFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), skipped.Add)], skipped);
    }
}
