namespace Slipway.DuckDb.Tests;

public sealed class FileLiteralsTests
{
    [Theory]
    [InlineData("select * from 's3://b/x.csv'", "select * from '<s3://b/x.csv>'")]
    [InlineData("SELECT * FROM read_csv( ['s3://a', 's3://b'], delim = ';')", "SELECT * FROM read_csv( ['<s3://a>', '<s3://b>'], delim = '<;>')")]
    [InlineData("select 's3://a' as s -- from 's3://b'\n", "select 's3://a' as s -- from 's3://b'\n")]
    [InlineData("select /* from 's3://c' */ 1 join 'x''y'", "select /* from 's3://c' */ 1 join '<x''y>'")]
    [InlineData("select \"from\" , 's3://d', $$ from 's3://e' $$, $t$ '$t$", "select \"from\" , 's3://d', $$ from 's3://e' $$, $t$ '$t$")]
    [InlineData("select count('x') from parquet_scan('p') where u = 's3://f'", "select count('x') from parquet_scan('<p>') where u = 's3://f'")]
    [InlineData("select 'open", "select 'open")]
    [InlineData("", "")]
    public void Replace_GivenQuery_ChangesLiteralsThatNameFilesOnly(string sql, string expected) =>
        Assert.Equal(expected, FileLiterals.Replace(sql, t => $"<{t}>"));
}
