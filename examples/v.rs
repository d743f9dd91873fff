use firstbell::*;
fn main() {
    for p in std::env::args().skip(1) {
        match formats::native::read_instance(p.as_ref()) {
            Ok((i, s)) => {
                let t = std::time::Instant::now();
                let mut f = validate::validate(&i);
                formats::native::locate(&mut f, &s);
                println!("{p} {:?} {}", t.elapsed(), f.len());
                for l in [words::Lang::En, words::Lang::Bg] {
                    print!("{}", finding::render(&f, &s, l, false));
                }
            }
            Err(r) => {
                println!("{p} refused");
                print!("{}", finding::render(&r.findings, &r.source, words::Lang::En, false));
                print!("{}", finding::render(&r.findings, &r.source, words::Lang::Bg, false));
            }
        }
    }
}
